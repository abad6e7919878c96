# HEALTHCHECK and friends, said wrongly.
printf 'FROM busybox:lab\nHEALTHCHECK --interval=5 CMD true\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nHEALTHCHECK --interval=0.1ms CMD true\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nHEALTHCHECK --interval=-1s CMD true\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nHEALTHCHECK --retries=x CMD true\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nHEALTHCHECK --retries=-1 CMD true\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nHEALTHCHECK CMD\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nHEALTHCHECK NONE x\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nHEALTHCHECK\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nHEALTHCHECK none\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nHEALTHCHECK true\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nHEALTHCHECK --foo=1 CMD true\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nSTOPSIGNAL SIGNOPE\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nSTOPSIGNAL 99\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nSTOPSIGNAL a b\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nSHELL sh -c\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nSHELL []\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nUSER\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nUSER a b\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nWORKDIR\n' > b.df
docker build -f b.df .
printf 'FROM busybox:lab\nWORKDIR a b\nRUN pwd\n' > b.df
docker build -f b.df .
