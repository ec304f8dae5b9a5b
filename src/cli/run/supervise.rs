//! Signals, and tasks that break off by a fault of the program's own: the
//! fault is told and counted, and the task begun anew; the rest goes on.

use std::fmt::Display;
use std::io;
use std::panic::PanicHookInfo;
use std::time::Duration;

use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::time::{Instant, timeout_at};
use tokio_util::sync::CancellationToken;

use crate::metrics;

const SHORTEST_PAUSE: Duration = Duration::from_secs(1);
const LONGEST_PAUSE: Duration = Duration::from_mins(1);
/// The exit code of a program that was told twice: 128 and the number of SIGINT.
const AT_ONCE: i32 = 130;
/// Signals within this time of the first are the same word: whoever ends a group
/// of processes, as `timeout` does, sends it to the program and to its group.
const ONE_WORD: Duration = Duration::from_millis(100);

/// Tells of faults of the program in the log, in one line, without what may be
/// a person's words: a fault's own text can hold the text it stumbled over.
pub(super) fn tell_panics() {
    std::panic::set_hook(Box::new(|fault: &PanicHookInfo<'_>| {
        let place = fault.location().map_or_else(String::new, ToString::to_string);
        let words = fault.payload().downcast_ref::<&'static str>().copied().unwrap_or("see the place");
        tracing::error!(place, words, "a task broke off by a fault of the program; the rest goes on");
    }));
}

/// The first SIGTERM or Ctrl-C ends the program in order; the second at once.
pub(super) fn heed_signals(stop: CancellationToken) -> io::Result<()> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    tokio::spawn(async move {
        either(&mut terminate, &mut interrupt).await;
        tracing::info!(
            "told to end: what is being sent is finished and recorded first; a second signal ends at once"
        );
        stop.cancel();
        let settled = Instant::now() + ONE_WORD;
        while timeout_at(settled, either(&mut terminate, &mut interrupt)).await.is_ok() {}
        either(&mut terminate, &mut interrupt).await;
        std::process::exit(AT_ONCE);
    });
    Ok(())
}

async fn either(one: &mut Signal, other: &mut Signal) {
    tokio::select! {
        _ = one.recv() => (),
        _ = other.recv() => (),
    }
}

/// Runs a task until it ends by itself or everything is told to stop, and
/// begins it anew when it breaks off. Whether it came to an end with which
/// nothing more can be done.
pub(super) async fn keep<W, E>(name: &'static str, stop: &CancellationToken, begin: impl Fn() -> W) -> bool
where
    W: Future<Output = Result<(), E>> + Send + 'static,
    E: Display + Send + 'static,
{
    let mut pause = SHORTEST_PAUSE;
    metrics::begin_task(name);
    loop {
        match tokio::spawn(begin()).await {
            Ok(Ok(())) => return false,
            Ok(Err(error)) => {
                tracing::error!(task = name, %error, "ended until the program is started anew");
                return true;
            }
            Err(_) if stop.is_cancelled() => return false,
            Err(_) => {
                metrics::panicked(name);
                tracing::warn!(task = name, again_in_seconds = pause.as_secs(), "to be begun anew");
            }
        }
        if stop.run_until_cancelled(tokio::time::sleep(pause)).await.is_none() {
            return false;
        }
        pause = (pause * 2).min(LONGEST_PAUSE);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;
    use std::sync::atomic::{AtomicU32, Ordering};

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_task_that_breaks_off_is_begun_anew_until_it_ends() {
        let (begun, stop) = (Arc::new(AtomicU32::new(0)), CancellationToken::new());
        let over = keep("test", &stop, || {
            let begun = Arc::clone(&begun);
            async move {
                assert!(begun.fetch_add(1, Ordering::SeqCst) >= 3, "a fault");
                Ok::<(), String>(())
            }
        });
        assert!(!over.await);
        assert_eq!(begun.load(Ordering::SeqCst), 4);
    }

    #[tokio::test(start_paused = true)]
    async fn a_task_that_can_do_nothing_more_is_not_begun_anew() {
        let stop = CancellationToken::new();
        assert!(keep("test", &stop, || async { Err::<(), _>("a refused token") }).await);
    }
}
