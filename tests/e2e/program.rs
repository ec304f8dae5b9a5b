//! The program as an operator starts it: in a folder of its own, with nothing
//! in its environment but what the test says.

use std::io::{BufRead, BufReader, Read};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Output, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::{self, JoinHandle};
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

/// The program while it runs; killed when it is no longer needed. What it says
/// is read as it comes, so that a long log never holds it up.
pub struct Running {
    child: Child,
    out: Heard,
    err: Heard,
}

/// What comes out of a pipe, read by a thread of its own.
struct Heard {
    text: Arc<Mutex<String>>,
    reader: JoinHandle<()>,
}

impl Heard {
    fn listen(pipe: impl Read + Send + 'static) -> Self {
        let text = Arc::<Mutex<String>>::default();
        let reader = thread::spawn({
            let text = Arc::clone(&text);
            move || {
                for line in BufReader::new(pipe).lines() {
                    let line = line.expect("UTF-8");
                    let mut text = text.lock().expect("nobody panics with it in hand");
                    text.push_str(&line);
                    text.push('\n');
                }
            }
        });
        Self { text, reader }
    }

    fn so_far(&self) -> String {
        self.text.lock().expect("nobody panics with it in hand").clone()
    }
}

impl Running {
    pub fn start(command: &mut Command) -> Self {
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut child = child.expect("the program starts");
        let (out, err) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
        Self { child, out: Heard::listen(out), err: Heard::listen(err) }
    }

    /// Its log so far.
    pub fn log(&self) -> String {
        self.err.so_far()
    }

    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Tells it to end with a signal, and gives what it said, with its log, and
    /// how long it took.
    pub fn end(mut self, signal: &str) -> (Said, Duration) {
        self.signal(signal);
        let begun = Instant::now();
        let status = self.child.wait().expect("it ends");
        let took = begun.elapsed();
        // The pipes end with it.
        until("its last words", || self.out.reader.is_finished() && self.err.reader.is_finished());
        (Said { code: status.code(), out: self.out.so_far(), err: self.err.so_far() }, took)
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
