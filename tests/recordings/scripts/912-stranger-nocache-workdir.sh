# builders: buildkit
# --no-cache and WORKDIR behind a RUN.
printf 'FROM busybox:lab\nRUN cat /proc/sys/kernel/random/uuid > /u\nWORKDIR /w\nRUN cp /u /v\n' > Dockerfile
docker build -q -t one .
docker build --no-cache -t two .
docker run --rm one sh -c 'cmp /u /v && cat /u > /dev/null'
docker run --rm two sh -c 'cmp /u /v || echo other'
docker build -t three .
printf 'FROM busybox:lab AS a\nWORKDIR /w\nRUN cat /proc/sys/kernel/random/uuid > /u\nFROM busybox:lab\nCOPY --from=a /u /u\nWORKDIR /w\nRUN cp /u /v\n' > D2
docker build -q -t m1 -f D2 .
docker build --no-cache-filter a -t m2 -f D2 .
docker run --rm m2 sh -c 'cmp /u /v || echo other'
docker build -t m3 -f D2 .
