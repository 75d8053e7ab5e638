//! `InputEnds`: where one input ends and the next begins, for outputs of a file each.

use std::collections::VecDeque;

use parking_lot::Mutex;

/// The number of items, articles or errors, of each input that was read to its end.
///
/// The thread that reads adds the end of an input before it passes on an item of the next one. So
/// the thread that writes knows the end of an input when the first item of the next one arrives.
#[derive(Debug, Default)]
pub struct InputEnds(Mutex<VecDeque<u64>>);

impl InputEnds {
    /// Adds an input of this number of items.
    pub fn add(&self, items: u64) {
        self.0.lock().push_back(items);
    }

    /// Takes the end of the first input if the input has this number of items.
    pub fn take_if(&self, items: u64) -> bool {
        let mut ends = self.0.lock();
        let is_end = ends.front() == Some(&items);
        if is_end {
            ends.pop_front();
        }
        is_end
    }
}
