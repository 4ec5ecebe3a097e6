//! A bar for runs that take their time.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Nobody needs to watch a run that is shorter.
const PATIENCE: Duration = Duration::from_secs(1);

/// How far a run is.
pub(super) struct Progress {
    bar: ProgressBar,
    /// Shows the bar once the run has lasted, unless it is told first that the run is over.
    waiting: Option<(Sender<()>, JoinHandle<()>)>,
}

impl Progress {
    /// A run over `total` inputs.
    pub(super) fn start(total: usize, is_shown: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(total as u64), ProgressDrawTarget::hidden());
        if !is_shown {
            return Self { bar, waiting: None };
        }
        if let Ok(style) = ProgressStyle::with_template("{wide_bar} {pos} of {len} files") {
            bar.set_style(style);
        }
        let (over, wait) = mpsc::channel::<()>();
        let shown = bar.clone();
        let waiter = thread::spawn(move || {
            if wait.recv_timeout(PATIENCE) == Err(RecvTimeoutError::Timeout) {
                shown.set_draw_target(ProgressDrawTarget::stderr());
            }
        });
        Self { bar, waiting: Some((over, waiter)) }
    }

    pub(super) fn step(&self) {
        if self.waiting.is_some() {
            self.bar.inc(1);
        }
    }

    /// Does something that may print, with the bar out of the way.
    pub(super) fn suspend<R>(&self, print: impl FnOnce() -> R) -> R {
        if self.waiting.is_some() { self.bar.suspend(print) } else { print() }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        if let Some((over, waiter)) = self.waiting.take() {
            drop(over);
            // The thread does nothing that could fail.
            let _ = waiter.join();
        }
        self.bar.finish_and_clear();
    }
}
