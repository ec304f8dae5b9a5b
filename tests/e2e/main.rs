//! The whole bot against fakes of the platforms, over real sockets.

mod migrations;
mod operate;
mod program;
mod settings;
