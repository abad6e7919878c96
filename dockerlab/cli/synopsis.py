"""The table of the client's commands and flags.

A line without indent is a command: its path and arguments, how many there may
be (``1``, ``1+``, ``0-1``; ``!`` where a command line follows, which ends the
flags), what it does, and its other names.  Below it stand the flags that are
modelled; a line that starts with ``!`` names those that Docker has as well,
``=`` at the end where they take a value.

Source: docker 28.5, ``docker COMMAND --help``.
"""
# ruff: noqa: E501  (a table reads best with one command on a line)

from __future__ import annotations

__all__ = ["TABLE"]

FORMAT = "string  Print with a template, or `table`, `table TEMPLATE`, `json`"
INSPECT_FORMAT = "string  Print with a template, or `json`"
LIMITS = (
    "!--add-host= --cap-add= --cap-drop= --cgroup-parent= --cgroupns= --cpu-period= --cpu-quota= --cpu-rt-period= "
    "--cpu-rt-runtime= -c/--cpu-shares= --cpus= --cpuset-cpus= --cpuset-mems= --annotation= -a/--attach= "
    "--blkio-weight= --blkio-weight-device=  --detach-keys= --device= --device-cgroup-rule= "
    "--device-read-bps= --device-read-iops= --device-write-bps= --device-write-iops= --disable-content-trust "
    "--dns= --dns-option= --dns-search= --domainname= --expose= --gpus= --group-add= --health-cmd= "
    "--health-interval= --health-retries= --health-start-interval= --health-start-period= --health-timeout= --ip= "
    "--ip6= --ipc= --isolation= --kernel-memory= --label-file= --link= --link-local-ip= --log-driver= --log-opt= "
    "--mac-address= -m/--memory= --memory-reservation= --memory-swap= --memory-swappiness= --network-alias= "
    "--no-healthcheck --oom-kill-disable --oom-score-adj= --pid= --pids-limit= --privileged -p/--publish= "
    "-P/--publish-all --runtime= --security-opt= --shm-size= --storage-opt= --sysctl= --ulimit= --use-api-socket "
    "--userns= --uts= --volume-driver= --volumes-from="
)
CREATE = """
  --cidfile string          Write the container ID to the file
  --entrypoint string       Overwrite the default ENTRYPOINT of the image
  -e/--env list             Set environment variables
  --env-file list           Read in a file of environment variables
  -h/--hostname string      Container host name
  --init bool               Run an init that forwards signals and reaps processes
  -i/--interactive bool     Keep STDIN open even if not attached
  -l/--label list           Set meta data on a container
  --mount mount             Attach a filesystem mount to the container
  --name string             Assign a name to the container
  --network network         Connect a container to a network
  --platform string         Set platform (the lab has linux/amd64)
  --pull string             Pull image before running (always, missing, never)
  -q/--quiet bool           Suppress the pull output
  --read-only bool          Mount the container's root filesystem as read only
  --restart string          Restart policy (the lab has `no`)
  --rm bool                 Remove the container, and its anonymous volumes, when it exits
  --stop-signal string      Signal to stop the container
  --stop-timeout int        Timeout (in seconds) to stop a container
  --tmpfs list              Mount a tmpfs directory
  -t/--tty bool             Allocate a pseudo-TTY
  -u/--user string          Username or UID (format: <name|uid>[:<group|gid>])
  -v/--volume list          Bind mount a volume
  -w/--workdir string       Working directory inside the container
"""
BUILD = """
  --build-arg stringArray   Set build-time variables
  -f/--file string          Name of the Dockerfile (default: "PATH/Dockerfile")
  --iidfile string          Write the image ID to a file
  --label stringArray       Set metadata for an image
  --network string          Set the networking mode for the RUN instructions
  --no-cache bool           Do not use cache when building the image
  --platform stringArray    Set target platform (the lab has linux/amd64)
  --pull bool               Always attempt to pull all referenced images
  -q/--quiet bool           Suppress the build output and print image ID on success
  -t/--tag stringArray      Name and optionally a tag (format: "name:tag")
  --target string           Set the target build stage to build
"""

TABLE = f"""
buildx build [OPTIONS] PATH | URL | - ; 1 ; Start a build ; docker build, docker builder build, docker image build
{BUILD}
  --check bool              Check the Dockerfile, build nothing
  --call string             What to do: build, check
  --load bool               Put the result into the image store (what this builder always does)
  --no-cache-filter stringArray  Do not cache specified stages
  --progress string         Set type of progress output (auto, plain, quiet, none)
  --secret stringArray      Secret to expose to the build (format: "id=mysecret[,src=/local/secret]")
  --compress bool           Compress the build context using gzip
  --force-rm bool           Always remove intermediate containers
  --rm bool                 Remove intermediate containers after a successful build (default true)
  !--cpu-period= --cpu-quota= -c/--cpu-shares= --cpuset-cpus= --cpuset-mems= --isolation= -m/--memory= --memory-swap=
  !--security-opt= --squash
  !--add-host= --allow= --annotation= --attest= --build-context= --builder= --cache-from= --cache-to= --cgroup-parent=
  !-D/--debug --metadata-file= -o/--output= --provenance= --push --sbom= --shm-size= --ssh= --ulimit=
build [OPTIONS] PATH | URL | - ; 1 ; Build an image from a Dockerfile ; docker image build, docker builder build
{BUILD}
  --force-rm bool           Always remove intermediate containers
  --rm bool                 Remove intermediate containers after a successful build (default true)
  !--add-host= --cache-from= --cgroup-parent= --compress --cpu-period= --cpu-quota= -c/--cpu-shares= --cpuset-cpus=
  !--cpuset-mems= --disable-content-trust --isolation= --squash -m/--memory= --memory-swap= --security-opt= --shm-size= --ulimit=
container commit [OPTIONS] CONTAINER [REPOSITORY[:TAG]] ; 1-2 ; Create a new image from a container's changes ; commit
  -a/--author string        Author
  -c/--change list          Apply Dockerfile instruction to the created image
  -m/--message string       Commit message
  -p/--pause bool           Pause container during commit (default true)
container cp [OPTIONS] CONTAINER:SRC_PATH DEST_PATH|-\\n[OPTIONS] SRC_PATH|- CONTAINER:DEST_PATH ; 2 ; Copy files/folders between a container and the local filesystem ; cp
  -a/--archive bool         Archive mode (copy all uid/gid information)
  -q/--quiet bool           Suppress progress output during copy
  !-L/--follow-link
container create [OPTIONS] IMAGE [COMMAND] [ARG...] ; 1+! ; Create a new container ; create
{CREATE}
  {LIMITS}
container diff CONTAINER ; 1 ; Inspect changes to files or directories on a container's filesystem ; diff
container exec [OPTIONS] CONTAINER COMMAND [ARG...] ; 2+! ; Execute a command in a running container ; exec
  -d/--detach bool          Detached mode: run command in the background
  -e/--env list             Set environment variables
  -i/--interactive bool     Keep STDIN open even if not attached
  -t/--tty bool             Allocate a pseudo-TTY
  -u/--user string          Username or UID (format: "<name|uid>[:<group|gid>]")
  -w/--workdir string       Working directory inside the container
  !--detach-keys= --env-file= --privileged
container export [OPTIONS] CONTAINER ; 1 ; Export a container's filesystem as a tar archive ; export
  -o/--output string        Write to a file, instead of STDOUT
container inspect [OPTIONS] CONTAINER [CONTAINER...] ; 1+ ; Display detailed information on one or more containers
  -f/--format {INSPECT_FORMAT}
  !-s/--size
container kill [OPTIONS] CONTAINER [CONTAINER...] ; 1+ ; Kill one or more running containers ; kill
  -s/--signal string        Signal to send to the container
container logs [OPTIONS] CONTAINER ; 1 ; Fetch the logs of a container ; logs
  -f/--follow bool          Follow log output
  -n/--tail string          Number of lines to show from the end of the logs (default "all")
  -t/--timestamps bool      Show timestamps
  !--details --since= --until=
container ls [OPTIONS] ; 0 ; List containers ; container list, container ps, ps
  -a/--all bool             Show all containers (default shows just running)
  -f/--filter filter        Filter output based on conditions provided
  --format {FORMAT}
  -n/--last int             Show n last created containers (includes all states) (default -1)
  -l/--latest bool          Show the latest created container (includes all states)
  --no-trunc bool           Don't truncate output
  -q/--quiet bool           Only display container IDs
  -s/--size bool            Display total file sizes
container pause CONTAINER [CONTAINER...] ; 1+ ; Pause all processes within one or more containers ; pause
container prune [OPTIONS] ; 0 ; Remove all stopped containers
  -f/--force bool           Do not prompt for confirmation
  !--filter=filter
container rename CONTAINER NEW_NAME ; 2 ; Rename a container ; rename
container restart [OPTIONS] CONTAINER [CONTAINER...] ; 1+ ; Restart one or more containers ; restart
  -t/--timeout int          Seconds to wait before killing the container
  !-s/--signal=
container rm [OPTIONS] CONTAINER [CONTAINER...] ; 1+ ; Remove one or more containers ; container remove, rm
  -f/--force bool           Force the removal of a running container (uses SIGKILL)
  -v/--volumes bool         Remove anonymous volumes associated with the container
  !-l/--link
container run [OPTIONS] IMAGE [COMMAND] [ARG...] ; 1+! ; Create and run a new container from an image ; run
{CREATE}
  -d/--detach bool          Run container in background and print container ID
  !--sig-proxy
  {LIMITS}
container start [OPTIONS] CONTAINER [CONTAINER...] ; 1+ ; Start one or more stopped containers ; start
  -a/--attach bool          Attach STDOUT/STDERR and forward signals
  -i/--interactive bool     Attach container's STDIN
  !--detach-keys=
container stop [OPTIONS] CONTAINER [CONTAINER...] ; 1+ ; Stop one or more running containers ; stop
  -t/--timeout int          Seconds to wait before killing the container
  --time int                Seconds to wait before killing the container
  -s/--signal string        Signal to send to the container
container top CONTAINER [ps OPTIONS] ; 1+! ; Display the running processes of a container ; top
container unpause CONTAINER [CONTAINER...] ; 1+ ; Unpause all processes within one or more containers ; unpause
container wait CONTAINER [CONTAINER...] ; 1+ ; Block until one or more containers stop, then print their exit codes ; wait
image history [OPTIONS] IMAGE ; 1 ; Show the history of an image ; history
  --format {FORMAT}
  -H/--human bool           Print sizes and dates in human readable format (default true)
  --no-trunc bool           Don't truncate output
  -q/--quiet bool           Only show image IDs
  !--platform=
image import [OPTIONS] file|URL|- [REPOSITORY[:TAG]] ; 1+ ; Import the contents from a tarball to create a filesystem image ; import
  -c/--change list          Apply Dockerfile instruction to the created image
  -m/--message string       Set commit message for imported image
  !--platform=
image inspect [OPTIONS] IMAGE [IMAGE...] ; 1+ ; Display detailed information on one or more images
  -f/--format {INSPECT_FORMAT}
  !--platform=
image load [OPTIONS] ; 0 ; Load an image from a tar archive or STDIN ; load
  -i/--input string         Read from tar archive file, instead of STDIN
  -q/--quiet bool           Suppress the load output
  !--platform=
image ls [OPTIONS] [REPOSITORY[:TAG]] ; 0-1 ; List images ; image list, images
  -a/--all bool             Show all images (default hides intermediate images)
  --digests bool            Show digests
  -f/--filter filter        Filter output based on conditions provided
  --format {FORMAT}
  --no-trunc bool           Don't truncate output
  -q/--quiet bool           Only show image IDs
  --tree bool               List multi-platform images as a tree (EXPERIMENTAL)
image prune [OPTIONS] ; 0 ; Remove unused images
  -a/--all bool             Remove all unused images, not just dangling ones
  -f/--force bool           Do not prompt for confirmation
  !--filter=filter
image pull [OPTIONS] NAME[:TAG|@DIGEST] ; 1 ; Download an image from a registry ; pull
  --platform string         Set platform (the lab has linux/amd64)
  -q/--quiet bool           Suppress verbose output
  !-a/--all-tags --disable-content-trust
image push [OPTIONS] NAME[:TAG] ; 1 ; Upload an image to a registry ; push
  -q/--quiet bool           Suppress verbose output
  !-a/--all-tags --disable-content-trust --platform=
image rm [OPTIONS] IMAGE [IMAGE...] ; 1+ ; Remove one or more images ; image remove, rmi
  -f/--force bool           Force removal of the image
  --no-prune bool           Do not delete untagged parents
  !--platform=
image save [OPTIONS] IMAGE [IMAGE...] ; 1+ ; Save one or more images to a tar archive (streamed to STDOUT by default) ; save
  -o/--output string        Write to a file, instead of STDOUT
  !--platform=
image tag SOURCE_IMAGE[:TAG] TARGET_IMAGE[:TAG] ; 2 ; Create a tag TARGET_IMAGE that refers to SOURCE_IMAGE ; tag
inspect [OPTIONS] NAME|ID [NAME|ID...] ; 1+ ; Return low-level information on Docker objects
  -f/--format {INSPECT_FORMAT}
  --type string             Only inspect objects of the given type
  !-s/--size
buildx prune ; 0 ; Remove build cache ; docker builder prune
  -a/--all bool             Include internal/frontend images
  -f/--force bool           Do not prompt for confirmation
  !--builder= -D/--debug --filter=filter --max-used-space= --min-free-space= --reserved-space= --verbose
system df [OPTIONS] ; 0 ; Show docker disk usage
  --format {FORMAT}
  -v/--verbose bool         Show detailed information on space usage
system info [OPTIONS] ; 0 ; Display system-wide information ; info
  -f/--format {INSPECT_FORMAT}
system prune [OPTIONS] ; 0 ; Remove unused data
  -a/--all bool             Remove all unused images not just dangling ones
  -f/--force bool           Do not prompt for confirmation
  --volumes bool            Prune anonymous volumes
  !--filter=filter
version [OPTIONS] ; 0 ; Show the Docker version information
  -f/--format {INSPECT_FORMAT}
volume create [OPTIONS] [VOLUME] ; 0-1 ; Create a volume
  --label list              Set metadata for a volume
  !-d/--driver= -o/--opt=
volume inspect [OPTIONS] VOLUME [VOLUME...] ; 1+ ; Display detailed information on one or more volumes
  -f/--format {INSPECT_FORMAT}
volume ls [OPTIONS] ; 0 ; List volumes ; volume list
  -f/--filter filter        Provide filter values (e.g. "dangling=true")
  --format {FORMAT}
  -q/--quiet bool           Only display volume names
volume prune [OPTIONS] ; 0 ; Remove unused local volumes
  -a/--all bool             Remove all unused volumes, not just anonymous ones
  -f/--force bool           Do not prompt for confirmation
  !--filter=filter
volume rm [OPTIONS] VOLUME [VOLUME...] ; 1+ ; Remove one or more volumes ; volume remove
  -f/--force bool           Force the removal of one or more volumes
"""
