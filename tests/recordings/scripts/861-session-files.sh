# The host commands alone.
echo one > a
echo two >> a
cat a
cp a b
mv b c
mkdir -p d/e
cp c d/e/f
ls
ls d/e
cat missing
rm -rf d
ls d
chmod 600 a
ls a c
echo $?
