# Names that are none.
cat > one.df <<'END'
FROM busybox:lab AS 1st
END
cat > two.df <<'END'
FROM busybox:lab AS
END
cat > three.df <<'END'
FROM busybox:lab BS x
END
cat > four.df <<'END'
FROM
END
docker build -f one.df .
docker build -f two.df .
docker build -f three.df .
docker build -f four.df .
