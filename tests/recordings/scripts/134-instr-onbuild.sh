# ONBUILD runs in the child, not in the grandchild.
echo hi > a.txt
cat > base.df <<'END'
FROM busybox:lab
ONBUILD COPY a.txt /in/
ONBUILD RUN cat /in/a.txt
ONBUILD ENV TRIGGERED=yes
END
docker build -t base -f base.df .
echo "FROM base" > child.df
docker build -t child -f child.df .
echo "FROM child" > grand.df
docker build -t grand -f grand.df .
docker inspect --format "{{json .Config.OnBuild}}" base child grand
