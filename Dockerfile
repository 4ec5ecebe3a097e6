# arnlint and nothing else: a static binary, run as nobody.
FROM rust:1.95-alpine AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked

FROM scratch
LABEL org.opencontainers.image.title="arnlint" \
      org.opencontainers.image.description="A linter for AWS policies" \
      org.opencontainers.image.source="https://github.com/arnlint/arnlint" \
      org.opencontainers.image.licenses="MIT OR Apache-2.0"
COPY --from=build /src/LICENSE-MIT /src/LICENSE-APACHE /src/NOTICE /licenses/
COPY --from=build /src/target/release/arnlint /arnlint
USER 65534:65534
WORKDIR /src
ENTRYPOINT ["/arnlint"]
