//! The platforms: the only code that names their libraries. An adapter turns
//! what happens there into a request and renders the reply; a rule about what
//! to say is in the wrong place here.

pub mod console;
pub mod discord;
pub mod http;
pub mod link;
pub mod telegram;
