//! The program as an operator starts it: in a folder of its own, with nothing
//! in its environment but what the test says.

use std::io::Read;
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// What the program reads of the environment.
const SETTINGS: [&str; 15] = [
    "DISCORD_TOKEN",
    "DISCORD_TOKEN_FILE",
    "TELEGRAM_TOKEN",
    "TELEGRAM_TOKEN_FILE",
    "DATABASE_URL",
    "DISCORD_API_URL",
    "TELEGRAM_API_URL",
    "HTTP_LISTEN",
    "DISCORD_POSTS_PER_SECOND",
    "TELEGRAM_POSTS_PER_SECOND",
    "QUESTIONS_PER_PERSON",
    "QUESTIONS_PER_COMMUNITY",
    "CONTACT",
    "LOG_FORMAT",
    "RUST_LOG",
];

/// The program, to be started in a folder.
pub fn january20(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_january20"));
    command.args(arguments).current_dir(folder).stdin(Stdio::null());
    for setting in SETTINGS {
        command.env_remove(setting);
    }
    command
}

/// What it says, on either output, when it is run to its end.
pub fn run(folder: &Path, arguments: &[&str]) -> Said {
    Said::of(january20(folder, arguments).output().expect("the program starts"))
}

/// What it said.
#[derive(Debug)]
pub struct Said {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Said {
    pub fn of(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).expect("output is UTF-8");
        Self { code: output.status.code(), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Everything that it said.
    pub fn all(&self) -> String {
        format!("{}{}", self.out, self.err)
    }
}

/// The program while it runs; killed when it is no longer needed.
pub struct Running {
    child: Child,
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        Self { child: child.expect("the program starts") }
    }

    /// Tells it to end with a signal, and gives what it said, with its log, and
    /// how long it took.
    pub fn end(mut self, signal: &str) -> (Said, Duration) {
        self.signal(signal);
        let begun = Instant::now();
        let status = self.child.wait().expect("it ends");
        let took = begun.elapsed();
        let mut said = Said { code: status.code(), out: String::new(), err: String::new() };
        let (out, err) = (self.child.stdout.take(), self.child.stderr.take());
        out.expect("piped").read_to_string(&mut said.out).expect("UTF-8");
        err.expect("piped").read_to_string(&mut said.err).expect("UTF-8");
        (said, took)
    }

    pub fn signal(&self, signal: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().expect("kill is there");
        assert!(sent.success());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// An address of this machine at which nobody listens.
pub fn free_address() -> String {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port is free");
    listener.local_addr().expect("it has an address").to_string()
}

/// Waits until something holds, at most a minute and a half: an unoptimised program starts slowly on a busy machine.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !holds() {
        assert!(begun.elapsed() < Duration::from_secs(90), "not within 90 s: {what}");
        thread::sleep(Duration::from_millis(50));
    }
}

/// Asks over HTTP; the status and the body.
pub fn get(address: &str, path: &str) -> Option<(u16, String)> {
    use std::io::Write;
    let mut stream = std::net::TcpStream::connect(address).ok()?;
    write!(stream, "GET {path} HTTP/1.1\r\nHost: here\r\nConnection: close\r\n\r\n").ok()?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer).ok()?;
    let (head, body) = answer.split_once("\r\n\r\n")?;
    Some((head.split_whitespace().nth(1)?.parse().ok()?, body.to_owned()))
}
