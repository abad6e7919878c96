"""What is asked of a real engine, and then of the model: commands on containers, in short stories."""

IMAGES = {
    "env": 'FROM busybox:lab\nENV A=1 B=2 PATH=/x:/bin\nENTRYPOINT ["env"]\n',
    "people": (
        "FROM busybox:lab\n"
        'RUN echo "bob:x:1000:1000::/home/bob:/bin/sh" >> /etc/passwd; echo "bob:x:1000:" >> /etc/group; '
        'echo "wheel:x:10:root,bob" >> /etc/group\n'
    ),
    "programs": (
        "FROM busybox:lab\n"
        'RUN printf "echo hi\\n" > /noshebang; printf "#!/nope\\n" > /badint; printf "#!/bin/sh\\necho hi \\$1\\n" > /good; '
        ": > /empty; chmod +x /noshebang /badint /good /empty; echo x > /bin/plain\n"
    ),
    "vols": (
        "FROM busybox:lab\n"
        "RUN mkdir -p /data/sub && echo one > /data/f && echo two > /data/sub/g && chmod 750 /data\nVOLUME /data /logs\n"
    ),
    "tree": (
        "FROM busybox:lab\n"
        "RUN mkdir -p /a/b /gone/sub && echo f > /a/b/f && echo z > /gone/sub/z && echo m > /a/mode && echo s > /a/same "
        "&& echo t > /a/touch && echo w > /a/rw\n"
    ),
    "config": (
        'FROM busybox:lab\nSTOPSIGNAL SIGINT\nEXPOSE 80\nLABEL z=1 a=2\nVOLUME /vv\nUSER nobody\nCMD ["sleep","100"]\n'
        'ONBUILD RUN x\nSHELL ["/bin/sh","-ec"]\n'
    ),
    "shellform": "FROM busybox:lab\nCMD echo hi\n",
}

RUN = "run --network none"
CHANGES = (
    """-c 'CMD ["echo","hi"]' -c 'ENV B=2' -c 'ENV A=3' -c 'LABEL q=r' -c 'EXPOSE 80' -c 'WORKDIR /w' -c 'USER nobody' """
    """-c 'VOLUME /vv' -c 'ENTRYPOINT ["env"]' -c 'STOPSIGNAL SIGINT' -c 'ONBUILD RUN x'"""
)
CONFIG = (
    "inspect -f '{{json .Config.Cmd}} {{json .Config.Entrypoint}} {{json .Config.Env}} {{json .Config.WorkingDir}}'"
)
STATE = "inspect -f '{{.State.Status}} {{.State.ExitCode}} {{.State.Running}} {{.State.Error}}'"
LOOP = "while :; do sleep 1; done"

SCENARIOS: dict[str, list[str]] = {
    "environment": [
        f"{RUN} --rm -h box busybox:lab env",
        f"{RUN} --rm -h box -e A=1 -e HOME=/x -e PATH=/bin busybox:lab env",
        f"{RUN} --rm -h box -t busybox:lab env",
        f"{RUN} --rm -h box -u nobody busybox:lab env",
        f"{RUN} --rm -h box env",
        f"{RUN} --rm -h box -e C=3 -e B=5 env",
        f"{RUN} --rm -h box -e NOT_SET -e A env",
        f"{RUN} --rm -h box -e HOSTNAME=other -e TERM=x -t env",
        f"{RUN} --rm -h box -e EMPTY= -e 'A B=c' env",
        f"{RUN} --rm busybox:lab sh -c 'test $(hostname) = $HOSTNAME && echo same; cat /etc/hosts'",
    ],
    "users": [
        *(
            f"{RUN} --rm -u {user} people id"
            for user in (
                "bob",
                "1000",
                "bob:10",
                "1000:1000",
                "0",
                ":10",
                "bob:",
                "1234",
                "1234:nogroup",
                "nosuch",
                "bob:nosuch",
                "99999999999",
                "root:wheel",
            )
        ),
        f"{RUN} --rm -u 1000 -h box people env",
        f"{RUN} --rm -u 1000 people sh -c 'touch /x'",
    ],
    "directories": [
        f"{RUN} --rm -w /new/dir busybox:lab sh -c 'pwd; stat -c \"%a %u\" /new /new/dir'",
        f"{RUN} --rm -w /new/dir -u 65534 busybox:lab sh -c 'pwd; stat -c \"%a %u\" /new /new/dir'",
        f"{RUN} --rm -w rel busybox:lab true",
        f"{RUN} --rm -w /a/../b/ busybox:lab sh -c pwd",
        f"{RUN} --rm -w /etc/passwd busybox:lab true",
        f"{RUN} --rm --read-only -w /newdir busybox:lab sh -c pwd",
        f"{RUN} --name one -w /a/b busybox:lab true",
        "diff one",
        "ps -a --format '{{.Names}} {{.Status}}'",
    ],
    "programs": [
        *(
            f"{RUN} --rm programs {name}"
            for name in (
                "nope",
                "/nope",
                "./nope",
                "/etc/passwd",
                "/etc",
                "''",
                "/noshebang",
                "/badint",
                "/empty",
                "plain",
                "/good a",
            )
        ),
        f"{RUN} --rm -e PATH=/nowhere busybox:lab sh",
        f"{RUN} --rm -e PATH=/nowhere -h box busybox:lab /bin/env",
        f"{RUN} --rm --entrypoint '' busybox:lab",
        f"{RUN} --rm --entrypoint nope busybox:lab x",
        f"{RUN} --name bad busybox:lab nope",
        f"{STATE} bad",
        "start bad",
        "start -a bad",
        f"{RUN} --name unknown -u nosuch busybox:lab true",
        f"{STATE} unknown",
        f"{RUN} --rm --name gone busybox:lab nope",
        "ps -a --format '{{.Names}} {{.Status}}'",
    ],
    "names": [
        f"{RUN} --name one busybox:lab true",
        f"{RUN} --name one busybox:lab true",
        f"{RUN} --name 'bad name' busybox:lab true",
        f"{RUN} --name x busybox:lab true",
        "rename one two",
        "rename nope three",
        "rename two two",
        "create --network none --name one busybox:lab",
        "rename one two",
        "rename one 'b d'",
        "rm two nope",
        "ps -a --format '{{.Names}}'",
    ],
    "missing": [
        f"{verb} nope"
        for verb in ("rm", "rm -f", "stop", "kill", "start", "logs", "diff", "wait", "restart", "pause", "unpause")
    ]
    + ["exec nope ls", "cp nope:/a .", "commit nope"],
    "lifecycle": [
        "create --network none --name one busybox:lab sh -c 'echo out; echo err >&2; exit 7'",
        "ps -a --format '{{.Names}} {{.Status}}'",
        "exec one ls",
        "kill one",
        "stop one",
        "logs one",
        "diff one",
        "start one",
        "wait one",
        f"{STATE} one",
        "start -a one",
        "logs one",
        "exec one ls",
        "pause one",
        "rm one",
        f"{RUN} -d --name two busybox:lab sleep 1000",
        "rm two",
        "start two",
        f"{STATE} two",
        "exec two ps -o pid,args",
        "kill two",
        "kill two",
        "stop two",
        f"{STATE} two",
        "rm two",
        f"{RUN} -d --rm --name three busybox:lab sleep 1000",
        "rm -f three",
        "ps -aq",
        f"{RUN} -d --name four busybox:lab sh -c 'sleep 1; exit 5'",
        "wait four",
        f"{STATE} four",
    ],
    "exec": [
        f"{RUN} -d --name one -h box -e IMG=1 busybox:lab sleep 1000",
        "exec one nope",
        "exec one /etc",
        "exec one /etc/passwd",
        "exec one ''",
        "exec -w /nodir one ls",
        "exec -w rel one ls",
        "exec -u nosuch one ls",
        "exec one sh -c 'exit 3'",
        "exec one false",
        "exec -e A=1 one env",
        "exec -t one env",
        "exec -u 65534 -w /tmp one sh -c 'id -u; pwd'",
        "exec one sh -c 'echo o; echo e >&2'",
        "exec -d one nope",
        "exec -d one touch /made",
        "exec one ls /made",
        "diff one",
        "pause one",
        "pause one",
        "exec one ls",
        "rm one",
        "unpause one",
        "unpause one",
        "exec one cat /made",
    ],
    "cp": [
        f"{RUN} -d --name one -v vol1:/v busybox:lab sleep 1000",
        "cp ff one:/tmp/",
        "cp ff one:/tmp/gg",
        "cp ff one:/nodir/",
        "cp ff one:/nodir/x",
        "cp d one:/tmp",
        "cp d one:/tmp/new",
        "cp d/. one:/tmp/new2",
        "cp d one:/tmp/gg",
        "cp one:/nope .",
        "cp ff one:/v/x",
        "cp ff one:relpath",
        "cp a b",
        "cp one:/a one:/b",
        "exec one sh -c 'find /tmp /v /relpath | sort; stat -c \"%a %u %n\" /tmp/ff /tmp/d/sub/two; cat /v/x'",
        "diff one",
        "stop -t 0 one",
        "cp ff one:/tmp/stopped",
        "cp one:/tmp/stopped back",
        "cp one:/tmp/d outdir",
        "start one",
        "exec one sh -c 'ls /tmp /v; cat /tmp/stopped'",
        f"{RUN} -d --name two --read-only busybox:lab sleep 1000",
        "cp ff two:/x",
    ],
    "volumes": [
        f"{RUN} --rm vols sh -c 'cd /data; cat f sub/g; stat -c %a /data; ls /logs'",
        "volume ls -q",
        f"{RUN} --name one vols sh -c 'echo n > /data/n; rm /data/f; echo o > /out'",
        "diff one",
        "commit one saved",
        f"{RUN} --rm saved ls /data /out",
        "rm -v one",
        "volume ls -q",
        f"{RUN} --rm -v named:/data vols sh -c 'rm /data/f; echo hi > /data/h'",
        f"{RUN} --rm -v named:/data vols ls /data",
        f"{RUN} --rm -v named2:/data:ro vols sh -c 'ls /data; touch /data/x'",
        f"{RUN} --rm -v named3:/data:nocopy vols ls -a /data",
        f"{RUN} --rm -v named:/mnt/deep vols ls /mnt/deep",
        "volume rm named",
        "volume rm nope",
        "volume create foo",
        "volume create foo",
        f"{RUN} -d --name two -v foo:/x busybox:lab sleep 100",
        "volume rm foo",
        "rm -f two",
        "volume rm foo",
        f"{RUN} --rm -v rel/path:/h busybox:lab true",
        f"{RUN} --rm -v /a:b busybox:lab true",
        f"{RUN} --rm -v xx:/a:/b busybox:lab true",
        f"{RUN} --rm -v xx:/a:zz busybox:lab true",
        f"{RUN} --rm -v xx:/ busybox:lab true",
        f"{RUN} --rm -v xx:/a -v yy:/a busybox:lab true",
        f"{RUN} --rm --mount type=foo,dst=/m busybox:lab true",
        f"{RUN} --rm --mount type=bind,dst=/m busybox:lab true",
        f"{RUN} --rm --mount type=bind,src=/nonexist,dst=/m busybox:lab true",
        f"{RUN} --rm --mount type=volume,src=m1,dst=/m,readonly busybox:lab touch /m/x",
        f"{RUN} --rm --tmpfs /m busybox:lab stat -c %a /m",
        f"{RUN} --rm --tmpfs /m:mode=700 busybox:lab stat -c %a /m",
        f"{RUN} --rm --tmpfs m busybox:lab true",
        "volume prune -f",
        "volume ls -q",
    ],
    "read-only": [
        f"{RUN} --name one --read-only busybox:lab sh -c "
        "'touch /x; touch /tmp/x; touch /dev/x && echo dev; touch /etc/hosts; touch /dev/shm/x && echo shm'",
        "diff one",
        f"{RUN} --rm --read-only --tmpfs /tmp vols sh -c 'touch /tmp/a && echo tmp; touch /data/a && echo data; touch /a'",
    ],
    "diff": [
        f"{RUN} --name one tree sh -c '"
        "echo x > /new; mkdir /nd; echo y > /nd/f; echo more >> /a/b/f; rm /a/rw; rm -r /gone; mkdir /gone; "
        "echo q > /gone/q; chmod 600 /a/mode; cat /a/same >/dev/null; touch /a/touch; mkdir /tmpd; rmdir /tmpd; "
        "mv /nd/f /nd/g; ln -s /new /ln'",
        "diff one",
        *(
            step
            for n, script in enumerate(
                (
                    "touch /a/touch",
                    "echo p > /a/mode",
                    "chmod 600 /a/mode",
                    "chmod 644 /a/mode",
                    "echo x > /a/b/c; rm /a/b/c",
                    "rm /a/rw",
                    "rm -r /gone; mkdir /gone",
                    "cat /a/same",
                    "mkdir /n1",
                    "echo z >> /a/same",
                    "rm -r /a",
                    "rm /a/b/f; mkdir /a/b/f",
                    "mv /a/same /a/moved",
                    "rm /etc/mtab",
                    "ln /a/same /a/link",
                    "ln -sf /x /a/same",
                    "chown 5 /a",
                    "mkdir /a/d; touch /a/d/f; rm -r /a/b; mv /a/d /a/b",
                )
            )
            for step in (f"{RUN} --name t{n} tree sh -c '{script}'", f"diff t{n}")
        ),
    ],
    "commit": [
        f"{RUN} --name one -h box -e A=1 -l x=y busybox:lab sh -c 'echo o > /out; rm /etc/group'",
        "commit one plain",
        f"{CONFIG} plain",
        "history --format '{{.CreatedBy}}|{{.Size}}|{{.Comment}}' --no-trunc plain",
        f"commit -a 'Me <me@x>' -m 'the message' {CHANGES} one changed",
        "inspect -f '{{.Author}}|{{.Comment}}|{{json .Config}}' changed",
        "history --format '{{.CreatedBy}}|{{.Size}}|{{.Comment}}' --no-trunc changed",
        "commit -c 'RUN x' one",
        "commit -c 'FOO x' one",
        "commit -c 'SHELL [\"a\"]' one",
        "commit -c 'COPY a b' one",
        *(
            step
            for n, change in enumerate(("CMD echo $A", "ENTRYPOINT top", "HEALTHCHECK CMD true", "EXPOSE 8080/udp"))
            for step in (f"commit -c '{change}' one c{n}", f"inspect -f '{{{{json .Config}}}}' c{n}")
        ),
        "commit -c 'CMD echo hi' -c 'ENTRYPOINT top' one c8",
        f"{CONFIG} c8",
        "commit one BAD",
        f"{RUN} --rm plain cat /out",
        f"{RUN} -d --name two -h hosty -u nobody -w /x --stop-timeout 3 --entrypoint sleep busybox:lab 1000",
        "commit two running",
        f"{CONFIG} running",
        "history --format '{{.CreatedBy}}|{{.Size}}' running",
        f"{RUN} --name three busybox:lab true",
        "commit three nothing",
        "history --format '{{.CreatedBy}}|{{.Size}}' nothing",
    ],
    "inspect": [
        "create --network none --name one -h hh -l a=3 -v /anon --mount type=tmpfs,dst=/tf --tmpfs /tg --init --read-only "
        "--stop-timeout 4 -t -i config",
        "inspect -f '{{json .Config}}' one",
        "inspect -f '{{json .HostConfig}}' one",
        "inspect -f '{{json .State}}' one",
        "create --network none --name two -h hh shellform",
        "inspect -f '{{json .Config}}' two",
        f"{RUN} --name three -h hh -i busybox:lab true",
        "inspect -f '{{json .Config}}' three",
        f"{RUN} --name four -h hh -d busybox:lab true",
        "inspect -f '{{json .Config}}' four",
        "inspect -f '{{.Path}} {{json .Args}} {{.Name}} {{.Driver}} {{.RestartCount}}' four",
    ],
    "logs": [
        f"{RUN} --name one busybox:lab sh -c 'echo o1; echo o2; printf x'",
        "logs one",
        "logs -n 2 one",
        f"{RUN} --name two -t busybox:lab sh -c 'echo o; echo e >&2'",
        "logs two",
    ],
    "init": [
        f"{RUN} --name one --init busybox:lab true",
        "diff one",
        f"{RUN} --rm --init busybox:lab sh -c 'kill -TERM $$; echo alive'",
        f"{RUN} --rm busybox:lab sh -c 'kill -TERM $$; echo alive'",
        f"{RUN} --rm --init busybox:lab nope",
        f"{RUN} --rm --init busybox:lab /etc",
        f"{RUN} --rm busybox:lab sh -c 'ps -o pid,args; true'",
        f"{RUN} --rm --init busybox:lab sh -c 'ps -o pid,ppid,args; true'",
        f"{RUN} --rm busybox:lab ps",
        f"{RUN} --rm -u 65534 busybox:lab ps",
        f"{RUN} --rm busybox:lab sh -c ps",
    ],
}

# How containers end: the options and command of `docker run -d`, and what is done to them after half a second.
SIGNALS: list[tuple[str, str]] = [
    ("busybox:lab sleep 1000", "stop -t 1"),
    ("--init busybox:lab sleep 1000", "stop -t 1"),
    ("busybox:lab sh -c 'sleep 1000; echo x'", "stop -t 2"),
    ("--init busybox:lab sh -c 'sleep 1000; echo x'", "stop -t 2"),
    ("busybox:lab sh -c 'trap \"echo got; exit 3\" TERM; sleep 1; echo slept; sleep 100'", "stop -t 3"),
    ("busybox:lab sh -c 'trap \"echo got; exit 3\" TERM; sleep 1000 & wait'", "stop -t 3"),
    (f"busybox:lab sh -c 'trap \"echo got\" TERM; {LOOP}'", "stop -t 3"),
    (f"busybox:lab sh -c 'trap \"echo got; exit 0\" TERM; {LOOP}'", "stop -t 3"),
    (f"busybox:lab sh -c 'trap \"echo bye\" EXIT; {LOOP}'", "stop -t 2"),
    (f'busybox:lab sh -c \'trap "exit 6" TERM; trap "echo bye" EXIT; {LOOP}\'', "stop -t 3"),
    (f"--stop-signal INT busybox:lab sh -c 'trap \"echo int; exit 5\" INT; {LOOP}'", "stop -t 3"),
    ("busybox:lab sh -c 'trap \"\" TERM; sleep 1000; true'", "stop -t 2"),
    ("--stop-timeout 1 busybox:lab sleep 1000", "stop"),
    ("busybox:lab sleep 1000", "stop -t 0"),
    ("busybox:lab sh -c 'sleep 2; exit 8'", "stop -t 9"),
    ("busybox:lab tail -f /dev/null", "stop -t 1"),
    ("busybox:lab cat", "stop -t 2"),
    ("-i busybox:lab cat", "stop -t 2"),
    ("-i busybox:lab sh", "stop -t 2"),
    ("busybox:lab sh", "stop -t 2"),
    ("busybox:lab sleep 1000", "kill"),
    ("busybox:lab sleep 1000", "kill -s TERM"),
    ("busybox:lab sleep 1000", "kill -s SIGINT"),
    ("--init busybox:lab sleep 1000", "kill -s 15"),
    ("--init busybox:lab sleep 1000", "kill -s HUP"),
    ("--init busybox:lab sleep 1000", "kill -s INT"),
    ("busybox:lab sleep 1000", "kill -s FOO"),
    ("busybox:lab sleep 1000", "kill -s 99"),
    ("busybox:lab sh -c 'echo hi; sleep 1000; true'", "restart -t 1"),
]

# Which processes a shell leaves: `docker run IMAGE shell -c script`, with T=100.
TREES: list[str] = [
    "sleep 100",
    "exec sleep 100",
    "sleep 100; true",
    "true; sleep 100",
    "true && sleep 100",
    "cd / && sleep 100",
    "sleep 100 || true",
    "false || sleep 100",
    "X=1 sleep 100",
    "sleep 100 >/dev/null",
    "(sleep 100)",
    "{ sleep 100; }",
    "if true; then sleep 100; fi",
    "while :; do sleep 100; done",
    "for i in 1; do sleep 100; done",
    "case a in a) sleep 100;; esac",
    "sleep 100 | cat",
    "! sleep 100",
    'trap "exit 3" TERM; sleep 100',
    'trap "" TERM; sleep 100',
    "sleep 100 & wait",
    'sleep "$T"',
    "echo hi\nsleep 100",
    "exec env sleep 100",
    "export A=1; exec sleep 100",
    "/bin/sleep 100",
    "sleep 100 2>&1",
    "exec >/dev/null; sleep 100",
    "command sleep 100",
    'sh -c "sleep 100"',
    'exec sh -c "sleep 100; true"',
    "tail -f /dev/null",
]

# ENTRYPOINT × CMD × what stands behind `docker create`: which command line comes out.
ENTRYPOINTS = (
    "",
    'ENTRYPOINT ["/e","1"]',
    "ENTRYPOINT /e 1",
    "ENTRYPOINT []",
    'ENTRYPOINT ["/bin/sh","-c","echo $0 $@"]',
)
COMMANDS = ("", 'CMD ["/c","2"]', "CMD /c 2", "CMD []", 'CMD ["-x"]')
WORDS = ("", "a b", "--entrypoint /n", "--entrypoint /n a b", "--entrypoint ''", "--entrypoint '' a b")
