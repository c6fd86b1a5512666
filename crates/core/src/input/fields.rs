//! Records of other tools to articles.
