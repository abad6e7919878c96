# ${…:?…}: a variable that must be set; the message's blanks need quotes.
cat > one.df <<'END'
FROM busybox:lab
ARG V
ENV X="${V:?please give V}"
END
cat > two.df <<'END'
FROM busybox:lab
ENV X=${V:?please give V}
END
docker build -t app -f one.df .
docker build -t app -f one.df --build-arg V=1 .
docker build -t app -f two.df .
