//! The program carries `data/` inside; a changed text must rebuild it.

fn main() {
    println!("cargo:rerun-if-changed=data");
}
