# A FROM that is no reference.
cat > one.df <<'END'
FROM Busybox:lab
END
cat > two.df <<'END'
FROM busybox:lab:x
END
cat > three.df <<'END'
ARG BASE
FROM $BASE
END
docker build -f one.df .
docker build -f two.df .
docker build -f three.df .
