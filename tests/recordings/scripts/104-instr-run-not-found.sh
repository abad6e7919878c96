# A program that does not exist, in both forms.
cat > one.df <<'END'
FROM busybox:lab
RUN nosuch --version
END
cat > two.df <<'END'
FROM busybox:lab
RUN ["nosuch", "--version"]
END
docker build -f one.df .
docker build -f two.df .
