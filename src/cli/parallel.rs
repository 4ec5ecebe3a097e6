//! Several files at once.

use rayon::prelude::*;

/// Does `work` on each item, in as many threads as there are processors, and gives back what came
/// of each in the order of the items. A single item is not worth starting threads.
pub(super) fn map<T: Sync, R: Send>(items: &[T], work: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    match items {
        [] => Vec::new(),
        [only] => vec![work(only)],
        _ => items.par_iter().map(work).collect(),
    }
}
