//! The scores of a page's paragraphs to a dense row for each.
