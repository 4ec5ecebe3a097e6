//! Several things at once, in bounded memory.

use std::collections::VecDeque;
use std::num::NonZero;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;

/// How many results may wait for one before them.
const WINDOW: usize = 1024;

/// How many bytes of results may wait.
const WAITING: usize = 4 << 20;

/// What a result takes while it waits.
pub(super) trait Weight {
    /// Its bytes, of which those that are few need not be counted.
    fn bytes(&self) -> usize;
}

/// Tells how many threads there may be, in place of the processors that there are. Many programs in Rust
/// obey this name, as it is that of the crate which most of them have their threads from.
const THREADS: &str = "RAYON_NUM_THREADS";

/// How many threads may work.
fn threads() -> usize {
    let told = std::env::var(THREADS).ok().and_then(|number| number.parse().ok()).filter(|&number| number > 0);
    told.unwrap_or_else(|| thread::available_parallelism().map_or(1, NonZero::get))
}

/// Does `work` for each number below `count`, in as many threads as there are processors, and
/// gives what comes of it to `take`, in this thread and in the order of the numbers. The work runs
/// ahead of `take` no further than what waits is small. An error of `take` ends all.
pub(super) fn in_order<R: Send + Weight, E>(
    count: usize,
    work: impl Fn(usize) -> R + Sync,
    mut take: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let queue = Queue { count, state: Mutex::default(), room: Condvar::new(), arrival: Condvar::new() };
    thread::scope(|scope| {
        let threads = if count > 1 { threads().min(count) } else { 1 };
        for _ in 1..threads {
            let helper = || {
                // The others must end too, or this thread would wait for ever.
                let _close = Close { queue: &queue, is_for_panic: true };
                while let Some(number) = queue.next() {
                    queue.put(number, work(number));
                }
            };
            // Where no more threads can be had, those that are there do it.
            if thread::Builder::new().spawn_scoped(scope, helper).is_err() {
                break;
            }
        }
        let _close = Close { queue: &queue, is_for_panic: false };
        // This thread works like the others while nothing is there to be taken: it need not be woken
        // for each result then, and there are no more threads than processors.
        loop {
            match queue.turn() {
                Turn::Take(result) => take(result)?,
                Turn::Work(number) => queue.put(number, work(number)),
                Turn::End => return Ok(()),
            }
        }
    })
}

/// What the thread that takes the results does next.
enum Turn<R> {
    Take(R),
    Work(usize),
    End,
}

/// What was begun, and what came of it.
struct Queue<R> {
    count: usize,
    state: Mutex<State<R>>,
    /// Told when there may be room for more.
    room: Condvar,
    /// Told when a result is there.
    arrival: Condvar,
}

struct State<R> {
    /// How many numbers were begun, and how many results were taken.
    begun: usize,
    taken: usize,
    /// The results from the next to be taken on, as far as they are there.
    waiting: VecDeque<Option<R>>,
    /// Their bytes.
    bytes: usize,
    /// How many threads wait for room, and whether the one that takes the results waits for the next.
    idle: usize,
    is_awaited: bool,
    /// Whether no more is to be begun.
    is_closed: bool,
}

impl<R> Default for State<R> {
    fn default() -> Self {
        let waiting = VecDeque::new();
        Self { begun: 0, taken: 0, waiting, bytes: 0, idle: 0, is_awaited: false, is_closed: false }
    }
}

impl<R: Weight> State<R> {
    fn is_full(&self) -> bool {
        let ahead = self.begun - self.taken;
        ahead > 0 && (ahead >= WINDOW || self.bytes >= WAITING)
    }

    fn begin(&mut self) -> usize {
        self.begun += 1;
        self.waiting.push_back(None);
        self.begun - 1
    }

    fn take(&mut self) -> Option<R> {
        let result = self.waiting.front_mut()?.take()?;
        self.waiting.pop_front();
        self.taken += 1;
        self.bytes -= result.bytes();
        Some(result)
    }
}

impl<R: Weight> Queue<R> {
    fn state(&self) -> MutexGuard<'_, State<R>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The next number to work on, as soon as there is room for its result.
    fn next(&self) -> Option<usize> {
        let mut state = self.state();
        while !state.is_closed && state.begun < self.count && state.is_full() {
            state.idle += 1;
            state = self.room.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.idle -= 1;
        }
        (!state.is_closed && state.begun < self.count).then(|| state.begin())
    }

    fn put(&self, number: usize, result: R) {
        let mut state = self.state();
        state.bytes += result.bytes();
        let place = number - state.taken;
        state.waiting[place] = Some(result);
        // A call of the system that nobody hears is one for each input; so it is below.
        if place == 0 && state.is_awaited {
            self.arrival.notify_one();
        }
    }

    /// What the thread that takes the results does next. It waits only for others: for one that
    /// works on the next result, when nothing is left to begin or there is no room for more.
    fn turn(&self) -> Turn<R> {
        let mut state = self.state();
        loop {
            if let Some(result) = state.take() {
                if state.idle > 0 {
                    self.room.notify_all();
                }
                return Turn::Take(result);
            }
            if state.is_closed || state.taken == self.count {
                return Turn::End;
            }
            if state.begun < self.count && !state.is_full() {
                return Turn::Work(state.begin());
            }
            state.is_awaited = true;
            state = self.arrival.wait(state).unwrap_or_else(PoisonError::into_inner);
            state.is_awaited = false;
        }
    }
}

/// Ends the work when it is dropped, or only when that is because of a panic.
struct Close<'q, R> {
    queue: &'q Queue<R>,
    is_for_panic: bool,
}

impl<R> Drop for Close<'_, R> {
    fn drop(&mut self) {
        if self.is_for_panic && !std::thread::panicking() {
            return;
        }
        self.queue.state.lock().unwrap_or_else(PoisonError::into_inner).is_closed = true;
        self.queue.room.notify_all();
        self.queue.arrival.notify_all();
    }
}

/// How many bytes of files may be in work at once, where that is more than one file.
const AT_ONCE: u64 = 32 << 20;

/// Lets many small files pass at once and large ones one by one: a file takes many times its size
/// while it is in work.
#[derive(Default)]
pub(super) struct Gate {
    inside: Mutex<Inside>,
    left: Condvar,
}

#[derive(Default)]
struct Inside {
    bytes: u64,
    /// How many files wait outside.
    outside: usize,
}

/// A file in work.
pub(super) struct Pass<'g> {
    gate: &'g Gate,
    bytes: u64,
}

impl Gate {
    /// Waits until there is room for this many bytes.
    pub(super) fn enter(&self, bytes: u64) -> Pass<'_> {
        let mut inside = self.inside.lock().unwrap_or_else(PoisonError::into_inner);
        while inside.bytes > 0 && inside.bytes.saturating_add(bytes) > AT_ONCE {
            inside.outside += 1;
            inside = self.left.wait(inside).unwrap_or_else(PoisonError::into_inner);
            inside.outside -= 1;
        }
        inside.bytes = inside.bytes.saturating_add(bytes);
        Pass { gate: self, bytes }
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        let mut inside = self.gate.inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.bytes = inside.bytes.saturating_sub(self.bytes);
        if inside.outside > 0 {
            self.gate.left.notify_all();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    impl Weight for usize {
        fn bytes(&self) -> usize {
            WAITING
        }
    }

    #[test]
    fn results_come_in_order() {
        for count in [0, 1, 2, 3 * WINDOW] {
            let mut taken = Vec::new();
            let result: Result<(), ()> = in_order(
                count,
                |number| number,
                |number| {
                    taken.push(number);
                    Ok(())
                },
            );
            assert_eq!(result, Ok(()));
            assert_eq!(taken, (0..count).collect::<Vec<_>>());
        }
    }

    #[test]
    fn an_error_ends_the_work() {
        let result = in_order(3 * WINDOW, |number| number, |number| if number == 7 { Err(number) } else { Ok(()) });
        assert_eq!(result, Err(7));
    }

    #[test]
    fn a_panic_ends_the_work() {
        let work = |number| {
            assert_ne!(number, 7, "in the work");
            number
        };
        // In which thread it is, nobody knows.
        assert!(std::panic::catch_unwind(|| in_order(3 * WINDOW, work, |_| Ok::<_, ()>(()))).is_err());
    }
}
