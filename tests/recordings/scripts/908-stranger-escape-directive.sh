# escape=` and comments inside continuations.
cat > Dockerfile <<'END'
# escape=`
FROM busybox:lab
RUN echo a `
  # comment inside
  b `

  c\n
ENV X=a`$b Y="q`"q"
RUN echo "$X" $Y
COPY <<E /f
body ` $X
E
END
docker build -t app .
printf '# escape=x\nFROM busybox:lab\n' > b.df
docker build -f b.df .
printf '#escape=`\n#escape=`\nFROM busybox:lab\n' > b.df
docker build -f b.df .
printf '# syntax=docker/dockerfile:1\n# escape=`\nFROM busybox:lab\n' > c.df
printf '# comment\n# escape=`\nFROM busybox:lab\nRUN echo a \\\n  b\n' > b.df
docker build -f b.df .
printf '\xef\xbb\xbfFROM busybox:lab\r\nRUN echo crlf\r\nRUN echo a \\\r\n  b\r\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nRUN echo a \\\n' > b.df
docker build -f b.df .
printf 'from busybox:lab as X\nrun echo lower\nFROM x\n' > b.df
docker build -f b.df .
