//! Plain text to the parts of an article.
