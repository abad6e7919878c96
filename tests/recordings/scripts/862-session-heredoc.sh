# Here-documents on the host: expanded, quoted, tabs stripped.
cat > a <<END
status $? dollar \$x
END
cat > b <<'END'
status $? dollar \$x
END
cat >> b <<-END
	stripped
END
cat a b
echo done
