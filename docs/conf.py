"""How the site is built: ``python -m sphinx -W docs site``."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import defiance_games

project = "defiance_games"
author = "The defiance_games authors"
release = version = defiance_games.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "site_pages"]
exclude_patterns = ["_build", "site_pages"]

myst_enable_extensions = ["dollarmath", "amsmath", "deflist", "colon_fence"]
myst_heading_anchors = 3
html_math_renderer = "mathml"
smartquotes = False  # -- and "..." are typed as they are shown

autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
python_maximum_signature_line_length = 88
python_use_unqualified_type_names = True
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
napoleon_attr_annotations = False
nitpicky = True
nitpick_ignore_regex = [("py:.*", r"(?!defiance_games\b).*")]  # no page of this site

html_theme = "furo"
html_title = "defiance_games"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_copy_source = False
html_show_sphinx = False
html_show_copyright = False
html_show_search_summary = False  # it would be fetched, which a page opened as a file may not do
