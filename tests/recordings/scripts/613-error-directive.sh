# Directives: twice, unknown escape, too late.
cat > one.df <<'END'
# escape=\
# escape=`
FROM busybox:lab
END
cat > two.df <<'END'
# escape=x
FROM busybox:lab
END
cat > three.df <<'END'
FROM busybox:lab
# escape=`
RUN echo a \
  b
END
docker build -f one.df .
docker build -f two.df .
docker build -f three.df .
