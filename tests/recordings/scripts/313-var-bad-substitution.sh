# What is no substitution.
cat > one.df <<'END'
FROM busybox:lab
ENV A=${B
END
cat > two.df <<'END'
FROM busybox:lab
ENV A=${B:=x}
END
docker build -f one.df .
docker build -f two.df .
