//! Text tables for reports: aligned columns without borders.

use std::fmt;

use comfy_table::{CellAlignment, Table, presets};

/// A table with one line per row, under a header line. Text must be safe for a terminal; see
/// [`terminal::excerpt`](crate::terminal::excerpt).
pub(crate) struct TextTable {
    table: Table,
}

impl TextTable {
    /// Creates a table without rows. `header` has the names of the columns with ` | ` between them;
    /// a name that ends with a colon is that of a column of numbers, which are aligned right.
    pub(crate) fn new(header: &str) -> Self {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.set_header(header.split(" | ").map(|name| name.trim_end_matches(':')));
        for (at, name) in header.split(" | ").enumerate() {
            if let Some(column) = table.column_mut(at) {
                column.set_padding((0, 2));
                if name.ends_with(':') {
                    column.set_cell_alignment(CellAlignment::Right);
                }
            }
        }
        TextTable { table }
    }

    /// Appends a row with one cell per column.
    pub(crate) fn row(&mut self, cells: impl IntoIterator<Item = impl fmt::Display>) {
        let cells: Vec<String> = cells.into_iter().map(|cell| cell.to_string()).collect();
        self.table.add_row(cells);
    }

    /// Whether the table has no rows.
    pub(crate) fn is_empty(&self) -> bool {
        self.table.is_empty()
    }
}

/// All lines, without trailing spaces and without a line end after the last.
impl fmt::Display for TextTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.table.to_string();
        let lines: Vec<&str> = text.lines().map(str::trim_end).collect();
        f.write_str(&lines.join("\n"))
    }
}

/// A figure with four decimals; `-` if it is not defined.
pub(crate) fn figure(value: impl Into<Option<f64>>) -> String {
    value.into().map_or("-".to_owned(), |value| format!("{value:.4}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn aligns_text_left_and_numbers_right() {
        let mut table = TextTable::new("held out | rows: | F1: | note");
        table.row(["outlet a", "7", &figure(0.5), "x"]);
        table.row(["東京", "1200", &figure(None), ""]);
        assert_eq!(
            table.to_string(),
            "\
held out  rows      F1  note
outlet a     7  0.5000  x
東京      1200       -"
        );
    }
}
