//! A bounded queue from one reading thread to several workers.

use std::collections::VecDeque;

use parking_lot::{Condvar, Mutex};

/// A queue between one thread that reads and several that work, bounded in bytes.
pub(super) struct Queue<T> {
    state: Mutex<State<T>>,
    has_items: Condvar,
    has_room: Condvar,
}

struct State<T> {
    items: VecDeque<(T, usize)>,
    bytes: usize,
    /// Number of workers that wait for items, and whether the reader waits for room: waking a
    /// thread costs a system call even if none waits.
    waiting_workers: usize,
    is_reader_waiting: bool,
    /// Whether no further item is added, because the input or the receiver ended.
    is_closed: bool,
}

/// Most bytes in the queue, in addition to one item of any size.
const WAITING_BYTES: usize = 4 << 20;
/// Most bytes of a batch that one worker takes at once.
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

    /// Adds an item of `bytes` bytes as soon as there is room. Returns false if the queue is
    /// closed.
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

    /// Takes the waiting items, at most one batch. So items of a slow source are taken at once, and
    /// items of a fast source in bulk. Calls `ticket` while no other worker can take items, so that
    /// tickets have the order of the items. Returns `None` after the last item.
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
        // Waking the reader for every batch would cost more than waiting until half the queue is
        // free.
        if state.is_reader_waiting && state.bytes <= WAITING_BYTES / 2 {
            self.has_room.notify_one();
        }
        Some((batch, ticket()))
    }

    /// Refuses further items. Workers still receive the items in the queue.
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
    fn items_leave_in_order_and_in_batches() {
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
    fn push_waits_until_there_is_room() {
        let queue = Arc::new(Queue::new());
        assert!(queue.push(0, 2 * WAITING_BYTES)); // a single item may have any size
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
