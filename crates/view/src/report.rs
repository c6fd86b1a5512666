//! Records to a report: one page that shows a corpus and every article of it, and works without a network.
//!
//! The figures of the corpus are counted here and set as HTML and SVG, so that they are there before any script runs
//! and can be printed, and so that the page opens as fast with ten thousand articles as with ten. Articles are packed
//! (`pack.rs`) and taken out one parcel at a time, when somebody opens one.
//!
//! The charts are drawn here and not by a charting library, after one was tried. Observable Plot 0.6.17 with what it needs
//! of D3 is 490 kB of script, three times a whole report on fifteen articles; it takes a tenth of a second to start and as
//! much again to draw six charts (Chromium 156), before which nothing is to be seen; and it writes styles into the page,
//! which the page's own policy forbids, since it allows this one script, this one style, and nothing else. Bars that are
//! rows of a list, and a heat map that is a table, are read aloud, followed by keyboard, printed, and set anew on a narrow
//! screen as any text is.
//!
//! Held in memory until the page is written: the packed articles (about 3 kB for one of 750 words), the names of who
//! speaks with the articles they do so in, and four bytes for every word of a statement, to find those that are the same.

mod article;
mod calendar;
mod carried;
mod charts;
pub(crate) mod figures;
mod network;
mod pack;
mod page;

use std::io::{self, Write};

use inquit::{Aliases, output::Record};

use crate::{
    across::{Persons, Wordings},
    measure::CountRule,
};
use article::Article;
use figures::Figures;
use pack::Parcels;

/// What a report is made with.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// Its title; a default one if it is empty.
    pub title: String,
    /// Names that are known already: who is the same person in different articles.
    pub aliases: Aliases,
    /// Statements that are less likely to be right than this are left out.
    pub min_confidence: f64,
    /// Which statements count in the figures.
    pub rule: CountRule,
}

/// Takes one record after the other, and ends as a page.
#[derive(Debug)]
pub struct Report {
    options: Options,
    persons: Persons,
    wordings: Wordings,
    figures: Figures,
    parcels: Parcels,
}

impl Report {
    /// One without articles.
    pub fn new(mut options: Options) -> Report {
        let persons = Persons::new(std::mem::take(&mut options.aliases));
        let figures = Figures::new(options.rule);
        Report { options, persons, wordings: Wordings::new(), figures, parcels: Parcels::default() }
    }

    /// Takes an article. Its spans must fit its text, as those that [`Record::check`] passes do.
    pub fn add(&mut self, mut record: Record) {
        record.keep_confident(self.options.min_confidence);
        let persons = self.persons.add(&record);
        self.wordings.add(&record, &persons);
        self.figures.add(&record, &persons);
        self.parcels.add(&Article::new(&record, &persons));
    }

    /// How many articles it has.
    pub fn articles(&self) -> usize {
        self.figures.articles.len()
    }

    /// Writes the page.
    ///
    /// # Errors
    /// If it cannot be written.
    pub fn write(self, to: &mut impl Write) -> io::Result<()> {
        let Report { options, persons, wordings, figures, parcels } = self;
        let people = persons.finish();
        let groups = wordings.finish(&people);
        page::write(to, &options, &figures, &people, &groups, &parcels.finish())
    }
}

#[cfg(test)]
mod tests;
