"""What a picture shows: the answers of the verbs gathered, before they are drawn; one kind a file."""
