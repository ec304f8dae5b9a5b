//! Migrations are compiled in: a new one must be noticed.

#[expect(clippy::disallowed_macros, reason = "cargo reads what a build script prints")]
fn main() {
    println!("cargo:rerun-if-changed=migrations");
}
