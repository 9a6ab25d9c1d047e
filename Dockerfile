# Fridaygram in a container: docker run --rm --volume "$PWD:/blog" fridaygram build
FROM python:3.13-slim AS build
COPY . /source
RUN pip wheel --no-cache-dir --no-deps --wheel-dir /wheels /source

FROM python:3.13-slim
# Extras, with brackets: docker build --build-arg EXTRAS=[search] .
ARG EXTRAS=""
RUN apt-get update && apt-get install --yes --no-install-recommends git && rm -rf /var/lib/apt/lists/*
COPY --from=build /wheels /wheels
RUN pip install --no-cache-dir "$(ls /wheels/fridaygram-*.whl)$EXTRAS" && rm -r /wheels
# The container runs as you (--user), and git reads a repository whatever its owner.
RUN git config --system --add safe.directory /blog
ENV HOME=/tmp
WORKDIR /blog
ENTRYPOINT ["fridaygram"]
CMD ["--help"]
