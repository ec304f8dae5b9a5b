//! What the bot remembers of where it is, for an adapter that is told at the
//! start where it is.

use super::App;
use crate::community::Platform;

impl App {
    /// Every community of a platform by the platform's own id, and whether the
    /// bot was removed from it; none where the database does not say.
    pub async fn communities(&self, platform: Platform) -> Vec<(i64, bool)> {
        match self.store.presence(platform).await {
            Ok(known) => known,
            Err(error) => {
                tracing::error!("which communities are known cannot be read: {error}");
                Vec::new()
            }
        }
    }
}
