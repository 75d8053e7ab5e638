//! Text tables for reports: aligned columns without borders.

use std::fmt;

use comfy_table::{CellAlignment, Table, presets};

/// The header and the alignment of one column.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TableColumn<'a> {
    header: &'a str,
    alignment: CellAlignment,
}

/// A column of text, aligned left.
pub(crate) fn left(header: &str) -> TableColumn<'_> {
    TableColumn { header, alignment: CellAlignment::Left }
}

/// A column of numbers, aligned right.
pub(crate) fn right(header: &str) -> TableColumn<'_> {
    TableColumn { header, alignment: CellAlignment::Right }
}

/// A table with one line per row, under a header line. Text must be safe for a terminal; see
/// [`terminal::excerpt`](crate::terminal::excerpt).
pub(crate) struct TextTable {
    table: Table,
}

impl TextTable {
    /// Creates a table without rows.
    pub(crate) fn new(columns: &[TableColumn<'_>]) -> Self {
        let mut table = Table::new();
        table.load_style(presets::NOTHING);
        table.set_header(columns.iter().map(|column| column.header));
        for (at, column) in columns.iter().enumerate() {
            if let Some(cells) = table.column_mut(at) {
                cells.set_cell_alignment(column.alignment);
                cells.set_padding((0, 2));
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
        let mut table =
            TextTable::new(&[left("held out"), right("rows"), right("F1"), left("note")]);
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
