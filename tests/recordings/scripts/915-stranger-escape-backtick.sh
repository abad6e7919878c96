# escape=`: in words, here-documents, and at ends of lines.
cat > Dockerfile <<'END'
# escape=`
FROM busybox:lab
ENV A="a`"b" B=`$A C='x`y' D=p\q E=``
ENV F=\$A
LABEL p=C:\dir q="C:\dir\$A"
RUN echo "$A|$B|$C|$D|$E|$F"
RUN echo `$A \`
  && echo two
WORKDIR /w\x
COPY Dockerfile /c\d/
CMD ["a`b", "c\\d"]
END
docker build -t app .
docker inspect -f '{{json .Config}}' app
cat > D2 <<'END'
# escape=`
FROM busybox:lab
COPY <<E /f
one ` two `$X three \$X four `` five `
six "q" 'r'
E
RUN cat /f
END
DOCKER_BUILDKIT=1 docker build -f D2 .
