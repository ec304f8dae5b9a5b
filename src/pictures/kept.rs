//! Pictures that were made: each once, however many ask at the same time, on a
//! thread that may block.

use std::collections::HashMap;
use std::fmt::{self, Debug};
use std::hash::Hash;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::OnceCell;

use super::{Picture, PictureError};

/// A picture that is being made, or stands, or cannot be made.
type Slot = Arc<OnceCell<Option<Arc<Picture>>>>;

/// Pictures by what they show. Clones share them.
pub(super) struct Kept<K> {
    slots: Arc<Mutex<HashMap<K, Slot>>>,
    most: usize,
}

impl<K> Clone for Kept<K> {
    fn clone(&self) -> Self {
        Self { slots: Arc::clone(&self.slots), most: self.most }
    }
}

impl<K> Debug for Kept<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Kept").field("most", &self.most).finish_non_exhaustive()
    }
}

impl<K: Copy + Debug + Eq + Hash> Kept<K> {
    /// Room for `most` pictures.
    pub(super) fn new(most: usize) -> Self {
        Self { slots: Arc::default(), most }
    }

    /// The picture called `key`, made by `draw` if it never was. `None` if it
    /// cannot be made, which is logged once.
    pub(super) async fn get<D>(&self, key: K, draw: D) -> Option<Arc<Picture>>
    where
        D: FnOnce() -> Result<Picture, PictureError> + Send + 'static,
    {
        let slot = self.slot(key);
        let made = slot.get_or_init(|| async move {
            // A panic while drawing ends here, as an error.
            let drawn = tokio::task::spawn_blocking(draw).await;
            let reason = match drawn {
                Ok(Ok(picture)) => return Some(Arc::new(picture)),
                Ok(Err(error)) => error.to_string(),
                Err(error) => error.to_string(),
            };
            tracing::error!(picture = ?key, reason, "the picture {key:?} cannot be made and is left out: {reason}");
            None
        });
        made.await.clone()
    }

    fn slot(&self, key: K) -> Slot {
        let mut slots = self.slots.lock().unwrap_or_else(PoisonError::into_inner);
        if !slots.contains_key(&key) && slots.len() >= self.most {
            // All were previews of other years, or last year's: they are soon made again.
            slots.clear();
        }
        Arc::clone(slots.entry(key).or_default())
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use tokio::task::JoinSet;

    use super::*;

    fn blank() -> Picture {
        Picture { png: Arc::default(), alt: String::new() }
    }

    #[tokio::test]
    async fn a_picture_that_many_ask_for_at_once_is_made_once() {
        let (kept, made) = (Kept::new(3), Arc::new(AtomicUsize::new(0)));
        let mut askers = JoinSet::new();
        for asked in 0..40 {
            let (kept, made) = (kept.clone(), Arc::clone(&made));
            askers.spawn(async move {
                let draw = move || {
                    made.fetch_add(1, Ordering::SeqCst);
                    Ok(blank())
                };
                kept.get(asked % 2, draw).await.is_some()
            });
        }
        assert!(askers.join_all().await.into_iter().all(|shown| shown));
        assert_eq!(made.load(Ordering::SeqCst), 2);
    }

    #[tokio::test]
    async fn what_cannot_be_drawn_is_left_out_even_when_drawing_panics() {
        let kept = Kept::new(3);
        assert_eq!(kept.get(1, || Err(PictureError::NoTemplate("day".into()))).await, None);
        assert_eq!(kept.get(2, || panic!("on purpose")).await, None);
        assert!(kept.get(3, || Ok(blank())).await.is_some(), "and nothing else is disturbed");
    }

    #[tokio::test]
    async fn no_more_are_kept_than_there_is_room_for() {
        let kept = Kept::new(2);
        for key in 0..9 {
            assert!(kept.get(key, || Ok(blank())).await.is_some());
            assert!(kept.slots.lock().expect("nobody panicked").len() <= 2);
        }
    }
}
