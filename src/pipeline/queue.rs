//! Where articles wait for whoever judges them.

use std::collections::VecDeque;

use parking_lot::{Condvar, Mutex};

/// A queue between one thread that reads and several that work, with a bound on what waits.
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    has_items: Condvar,
    has_room: Condvar,
}

struct State<T> {
    items: VecDeque<(T, usize)>,
    bytes: usize,
    /// How many workers wait for items, and whether the reader waits for room: to wake who does not wait
    /// takes a call of the system too.
    waiting_workers: usize,
    is_reader_waiting: bool,
    /// Nothing is put in any more: the input is at its end, or nobody wants what it holds.
    is_closed: bool,
}

/// Bytes that may wait, beside one item of any size.
const WAITING_BYTES: usize = 4 << 20;
/// What one worker takes at once, if so much is waiting.
const BATCH_BYTES: usize = 128 << 10;
const BATCH_ITEMS: usize = 256;

impl<T> Queue<T> {
    pub(super) fn new() -> Self {
        Queue {
            state: Mutex::new(State {
                items: VecDeque::new(),
                bytes: 0,
                waiting_workers: 0,
                is_reader_waiting: false,
                is_closed: false,
            }),
            has_items: Condvar::new(),
            has_room: Condvar::new(),
        }
    }

    /// Puts an item of so many bytes in as soon as there is room; false where the queue is closed.
    pub(super) fn push(&self, item: T, bytes: usize) -> bool {
        let mut state = self.state.lock();
        while !state.is_closed && !state.items.is_empty() && state.bytes + bytes > WAITING_BYTES {
            state.is_reader_waiting = true;
            self.has_room.wait(&mut state);
        }
        state.is_reader_waiting = false;
        if state.is_closed {
            return false;
        }
        state.bytes += bytes;
        state.items.push_back((item, bytes));
        if state.waiting_workers > 0 {
            self.has_items.notify_one();
        }
        true
    }

    /// Takes what is waiting, up to a batch: a slow source is answered at once, a fast one in bulk. Calls
    /// `ticket` while no other worker can take anything, so that tickets are given out in the order of
    /// the items. `None` after the last item.
    pub(super) fn take<R>(&self, ticket: impl FnOnce() -> R) -> Option<(Vec<T>, R)> {
        let mut state = self.state.lock();
        while state.items.is_empty() {
            if state.is_closed {
                return None;
            }
            state.waiting_workers += 1;
            self.has_items.wait(&mut state);
            state.waiting_workers -= 1;
        }
        let (mut batch, mut taken) = (Vec::new(), 0);
        while let Some((item, bytes)) = state.items.pop_front() {
            batch.push(item);
            taken += bytes;
            if taken >= BATCH_BYTES || batch.len() >= BATCH_ITEMS {
                break;
            }
        }
        state.bytes -= taken;
        // Not before there is room for much: the reader would be woken for every batch.
        if state.is_reader_waiting && state.bytes <= WAITING_BYTES / 2 {
            self.has_room.notify_one();
        }
        Some((batch, ticket()))
    }

    /// Lets nothing more in; what waits is still given out.
    pub(super) fn close(&self) {
        self.state.lock().is_closed = true;
        self.has_items.notify_all();
        self.has_room.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Arc;

    #[test]
    fn items_come_out_in_order_and_in_batches() {
        let queue = Queue::new();
        for item in 0..600 {
            assert!(queue.push(item, 100));
        }
        queue.close();
        assert!(!queue.push(600, 100));
        let mut all = Vec::new();
        while let Some((batch, ())) = queue.take(|| ()) {
            assert!(batch.len() <= BATCH_ITEMS);
            all.extend(batch);
        }
        assert_eq!(all, (0..600).collect::<Vec<_>>());
    }

    #[test]
    fn no_more_waits_than_may() {
        let queue = Arc::new(Queue::new());
        assert!(queue.push(0, 2 * WAITING_BYTES)); // alone, anything may wait
        let pushing = std::thread::spawn({
            let queue = queue.clone();
            move || queue.push(1, 1)
        });
        std::thread::sleep(std::time::Duration::from_millis(20));
        assert!(!pushing.is_finished());
        assert_eq!(queue.take(|| ()), Some((vec![0], ())));
        assert!(pushing.join().unwrap());
        assert_eq!(queue.take(|| ()), Some((vec![1], ())));
    }
}
