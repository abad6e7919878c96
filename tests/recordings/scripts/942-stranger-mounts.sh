# builders: buildkit
# RUN --mount of each kind and what is left in the layer.
echo secret-text > s.txt
mkdir -p src
echo hello > src/h
cat > Dockerfile <<'END'
FROM busybox:lab AS pre
RUN echo built > /built
FROM busybox:lab
RUN --mount=type=cache,target=/c,id=k,sharing=locked echo 1 >> /c/log; cat /c/log
RUN --mount=type=cache,target=/d,id=k cat /d/log; ls -ld /d
RUN --mount=type=bind,from=pre,source=/built,target=/b cat /b; echo x > /b
END
docker build -t app .
cat > Dockerfile <<'END'
FROM busybox:lab AS pre
RUN echo built > /built
FROM busybox:lab
RUN --mount=type=bind,src=src,dst=/mnt,rw echo new > /mnt/n; ls /mnt
RUN ls -d /mnt
RUN --mount=target=/m2 ls /m2
RUN --mount=type=secret,id=tok cat /run/secrets/tok
RUN --mount=type=secret,id=tok,target=/x/y,mode=0440,uid=3 ls -ln /x; cat /x/y
RUN --mount=type=secret,id=tok,env=TOK echo "$TOK"
RUN --mount=type=secret,id=opt ls /run/secrets || echo none
RUN --mount=type=tmpfs,target=/tm,size=1m echo a > /tm/a; ls /tm
RUN --mount=type=bind,from=busybox:lab,target=/bb ls /bb
RUN --mount=type=cache,target=/cc,mode=0700,uid=9,gid=8 ls -ldn /cc
END
docker build --secret id=tok,src=s.txt -t app .
docker build --secret id=tok,src=none.txt .
printf 'FROM busybox:lab\nRUN --mount=type=bind,target=/m,source=nope ls /m\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nRUN --mount=type=bind,target=/m echo x > /m/f\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nRUN --mount=type=ssh ls\n' > b.df
docker build -f b.df .
