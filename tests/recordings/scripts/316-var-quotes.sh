# Quotes and escapes.
cat > Dockerfile <<'END'
FROM busybox:lab
ENV V=v
ENV A='$V' B="$V" C=\$V D="a \"b\" c" E='it''s' F="x\y"
RUN env | grep '^[A-F]=' | sort
END
docker build -t app .
