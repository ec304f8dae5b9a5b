//! The program carries `data/` inside; a changed text must rebuild it.

fn main() {
    #[expect(clippy::disallowed_macros, reason = "cargo reads a build script through its standard output")]
    {
        println!("cargo:rerun-if-changed=data");
    }
}
