# Three stages: the dependencies alone, the program, and libc with the program.
FROM rust:1.95-slim-bookworm AS dependencies
WORKDIR /build
# This layer is kept until the lock file, or what it stands beside, changes.
COPY Cargo.toml Cargo.lock ./
COPY benches benches
RUN mkdir src && touch src/lib.rs && echo 'fn main() {}' | tee src/main.rs > build.rs \
    && cargo build --release --locked \
    && rm -r src build.rs

FROM dependencies AS program
COPY build.rs sqlx.toml ./
COPY .sqlx .sqlx
COPY migrations migrations
COPY data data
COPY src src
# The empty programs of the stage before are newer than what was copied.
RUN touch build.rs src/lib.rs src/main.rs \
    && SQLX_OFFLINE=true cargo build --release --locked \
    && target/release/january20 check \
    && install -d -m 700 -o 65532 -g 65532 /build/empty

# libc, libgcc_s, and nothing else: no shell, no package manager.
FROM gcr.io/distroless/cc-debian12:nonroot
COPY --from=program /build/target/release/january20 /january20
COPY --from=program --chown=65532:65532 /build/empty /data
ENV DATABASE_URL=sqlite:///data/january20.db \
    HTTP_LISTEN=0.0.0.0:9120 \
    LOG_FORMAT=json \
    MALLOC_ARENA_MAX=2 \
    MALLOC_MMAP_THRESHOLD_=65536
WORKDIR /data
VOLUME /data
EXPOSE 9120
USER 65532:65532
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s CMD ["/january20", "health"]
ENTRYPOINT ["/january20"]
CMD ["run"]
