# Empty files, and files of comments.
echo "" > one.df
echo "# nothing" > two.df
touch three.df
docker build -f one.df .
docker build -f two.df .
docker build -f three.df .
