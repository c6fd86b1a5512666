#![allow(missing_docs)]
use crate::types::*;
pub struct Fields(String);
impl Fields { pub fn from_text(t: String) -> Self { Fields(t) }
 pub fn into_article(self, _: Option<&str>) -> Article {
   let mut a = Article { text: self.0, ..Article::default() };
   let mut at = 0; let mut sp = vec![];
   for line in a.text.split('\n') { let s = Span::new(at, at + line.len()).trimmed(&a.text); if !s.is_empty() { sp.push(s); } at += line.len() + 1; }
   if sp.len() > 1 { a.headline = Some(sp.remove(0)); }
   a.sections = vec![Section { heading: None, paragraphs: sp }];
   a } }
