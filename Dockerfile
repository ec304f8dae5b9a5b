# Two stages: build with the full toolchain, run with libc and the program alone.
FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
# The dependencies alone first: this layer is kept until Cargo.lock changes.
COPY Cargo.toml Cargo.lock build.rs ./
RUN mkdir -p src data benches examples \
    && echo 'fn main() {}' | tee src/main.rs benches/questions.rs > examples/baselines.rs \
    && touch src/lib.rs \
    && cargo build --release --locked \
    && rm -rf src benches examples
COPY src src
COPY data data
COPY benches benches
RUN touch src/main.rs src/lib.rs build.rs \
    && cargo build --release --locked

FROM debian:bookworm-slim
COPY --from=build /src/target/release/january20 /january20
USER 65534:65534
ENTRYPOINT ["/january20"]
CMD ["console"]
