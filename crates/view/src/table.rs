//! Rows to an aligned table for a terminal, or to CSV for programs.
//!
//! A table is as wide as its cells, and no wider than the terminal: columns that may be cut give way, the widest first, and
//! what is left out of a cell ends in an ellipsis. Widths count columns of the terminal, and not letters.

use crate::terminal::{Look, fitted, plain, width};

/// Between two columns.
const GAP: usize = 2;

/// The side on which the cells of a column stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Align {
    /// As text does.
    Left,
    /// As numbers do.
    Right,
}

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Column<'t> {
    title: &'t str,
    align: Align,
    /// The narrowest it may be made; `None` for a column that is never cut.
    least: Option<usize>,
    /// The widest it is where there is no room for everything.
    most: usize,
}

impl<'t> Column<'t> {
    /// A column that is never cut.
    pub const fn new(title: &'t str, align: Align) -> Self {
        Column { title, align, least: None, most: usize::MAX }
    }

    /// The same, cut where there is no room, but not below so many columns of the terminal.
    pub const fn at_least(self, least: usize) -> Self {
        Column { least: Some(least), ..self }
    }

    /// The same, cut to so many columns of the terminal before others are cut, where there is no room for everything.
    pub const fn at_most(self, most: usize) -> Self {
        Column { most, ..self }
    }
}

/// What stands in a row and a column.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// The text, on one line.
    pub text: String,
    /// How it looks.
    pub look: Look,
}

impl From<String> for Cell {
    fn from(text: String) -> Cell {
        Cell { text, look: Look::default() }
    }
}

/// Rows under heads.
#[derive(Clone, Debug)]
pub struct Table<'c> {
    columns: &'c [Column<'c>],
    rows: Vec<Vec<Cell>>,
}

impl<'c> Table<'c> {
    /// A table without rows.
    pub fn new(columns: &'c [Column<'c>]) -> Self {
        Table { columns, rows: Vec::new() }
    }

    /// Adds a row, a cell a column.
    pub fn push(&mut self, mut row: Vec<Cell>) {
        row.iter_mut().for_each(|cell| {
            if let std::borrow::Cow::Owned(text) = plain(&cell.text) {
                cell.text = text;
            }
        });
        self.rows.push(row);
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The lines of the table, heads first, no wider than a terminal of so many columns as far as they can be cut.
    pub fn lines(&self, columns: usize, colour: bool) -> String {
        let widths = self.widths(columns);
        self.head(&widths, colour) + &self.body(&widths, colour)
    }

    /// The widths of the columns: those of the cells, where they have room.
    pub fn widths(&self, columns: usize) -> Vec<usize> {
        let natural = |at: usize, column: &Column<'_>| {
            let cells = self.rows.iter().filter_map(|row| row.get(at)).map(|cell| width(&cell.text));
            cells.chain([width(column.title)]).max().unwrap_or_default()
        };
        let mut widths: Vec<usize> = self.columns.iter().enumerate().map(|(at, column)| natural(at, column)).collect();
        let gaps = GAP * widths.len().saturating_sub(1);
        if widths.iter().sum::<usize>() + gaps > columns {
            widths.iter_mut().zip(self.columns).for_each(|(width, column)| *width = (*width).min(column.most));
        }
        while widths.iter().sum::<usize>() + gaps > columns {
            let can_give = |at: &usize| self.columns[*at].least.is_some_and(|least| widths[*at] > least);
            // Of columns as wide the last, so that names stay whole longest.
            let Some(widest) = (0..widths.len()).filter(can_give).max_by_key(|at| widths[*at]) else { break };
            widths[widest] -= 1;
        }
        widths
    }

    /// The line of the heads.
    pub fn head(&self, widths: &[usize], colour: bool) -> String {
        let look = Look { bold: true, ..Look::default() };
        let heads: Vec<Cell> = self.columns.iter().map(|column| Cell { text: column.title.to_owned(), look }).collect();
        self.line(&heads, widths, colour)
    }

    /// The lines of the rows.
    pub fn body(&self, widths: &[usize], colour: bool) -> String {
        self.rows.iter().map(|row| self.line(row, widths, colour)).collect()
    }

    /// Forgets the rows.
    pub fn clear(&mut self) {
        self.rows.clear();
    }

    fn line(&self, cells: &[Cell], widths: &[usize], colour: bool) -> String {
        let mut line = String::new();
        let mut owed = 0;
        for ((cell, &columns), column) in cells.iter().zip(widths).zip(self.columns) {
            let text = fitted(&cell.text, columns);
            let blank = columns.saturating_sub(width(&text));
            let (before, after) = if column.align == Align::Right { (blank, 0) } else { (0, blank) };
            if !text.is_empty() {
                line.push_str(&" ".repeat(owed + before));
                line.push_str(&cell.look.paint(&text, colour));
                owed = 0;
            } else {
                owed += before;
            }
            owed += after + GAP;
        }
        line.push('\n');
        line
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const COLUMNS: [Column<'static>; 3] = [
        Column::new("Name", Align::Left).at_least(6),
        Column::new("Text", Align::Left).at_least(4),
        Column::new("Words", Align::Right),
    ];

    fn check(columns: usize, expected: &[&str]) {
        let mut table = Table::new(&COLUMNS);
        for row in [["Nadia Okafor", "the wall will hold", "4"], ["港の壁", "", "12000"], ["x\u{1b}[2J", "a\nb", "7"]]
        {
            table.push(row.map(|text| Cell::from(text.to_owned())).into());
        }
        assert_eq!(table.lines(columns, false).lines().collect::<Vec<_>>(), expected);
    }

    #[test]
    fn numbers_stand_right_and_nothing_trails() {
        check(
            80,
            &[
                "Name          Text                Words",
                "Nadia Okafor  the wall will hold      4",
                "港の壁                            12000",
                "x�[2J         a b                     7",
            ],
        );
    }

    #[test]
    fn what_may_be_cut_gives_way_to_what_may_not() {
        check(
            24,
            &[
                "Name      Text     Words",
                "Nadia O…  the wa…      4",
                "港の壁             12000",
                "x�[2J     a b          7",
            ],
        );
        check(5, &["Name    Text  Words", "Nadia…  the…      4", "港の壁        12000", "x�[2J   a b       7"]);
    }
}
