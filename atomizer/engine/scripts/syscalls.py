"""Numbers of the system calls that a script does without, x86-64 and arm64.

From the kernel's tables `arch/x86/entry/syscalls/syscall_64.tbl` and `include/uapi/asm-generic/
unistd.h`. Names that a machine does not have are left out of its column.
"""

X86_64, ARM64 = 0xC000003E, 0xC00000B7
"""What `seccomp_data.arch` says (linux/audit.h)."""

FORBIDDEN = {
    X86_64: {
        "socket": 41, "socketpair": 53, "fork": 57, "vfork": 58, "execve": 59, "execveat": 322,
        "kill": 62, "tkill": 200, "tgkill": 234, "rt_sigqueueinfo": 129, "rt_tgsigqueueinfo": 297,
        "pidfd_send_signal": 424, "pidfd_open": 434, "pidfd_getfd": 438, "ptrace": 101,
        "process_vm_readv": 310, "process_vm_writev": 311, "kcmp": 312, "process_madvise": 440,
        "chmod": 90, "fchmod": 91, "fchmodat": 268, "fchmodat2": 452, "chown": 92, "fchown": 93,
        "lchown": 94, "fchownat": 260, "utime": 132, "utimes": 235, "futimesat": 261,
        "utimensat": 280, "setxattr": 188, "lsetxattr": 189, "fsetxattr": 190, "removexattr": 197,
        "lremovexattr": 198, "fremovexattr": 199, "mount": 165, "umount2": 166, "pivot_root": 155,
        "chroot": 161, "unshare": 272, "setns": 308, "bpf": 321, "perf_event_open": 298,
        "userfaultfd": 323, "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427,
        "add_key": 248, "request_key": 249, "keyctl": 250, "shmget": 29, "shmat": 30, "shmctl": 31,
        "semget": 64, "msgget": 68, "mq_open": 240, "setpriority": 141, "sched_setaffinity": 203,
        "ioprio_set": 251, "migrate_pages": 256, "move_pages": 279, "setsid": 112, "setpgid": 109,
    },
    ARM64: {
        "socket": 198, "socketpair": 199, "execve": 221, "execveat": 281, "kill": 129, "tkill": 130,
        "tgkill": 131, "rt_sigqueueinfo": 138, "rt_tgsigqueueinfo": 240, "pidfd_send_signal": 424,
        "pidfd_open": 434, "pidfd_getfd": 438, "ptrace": 117, "process_vm_readv": 270,
        "process_vm_writev": 271, "kcmp": 272, "process_madvise": 440, "fchmod": 52, "fchmodat": 53,
        "fchmodat2": 452, "fchownat": 54, "fchown": 55, "utimensat": 88, "setxattr": 5,
        "lsetxattr": 6, "fsetxattr": 7, "removexattr": 14, "lremovexattr": 15, "fremovexattr": 16,
        "mount": 40, "umount2": 39, "pivot_root": 41, "chroot": 51, "unshare": 97, "setns": 268,
        "bpf": 280, "perf_event_open": 241, "userfaultfd": 282, "io_uring_setup": 425,
        "io_uring_enter": 426, "io_uring_register": 427, "add_key": 217, "request_key": 218,
        "keyctl": 219, "shmget": 194, "shmctl": 195, "shmat": 196, "semget": 190, "msgget": 186,
        "mq_open": 180, "setpriority": 140, "sched_setaffinity": 122, "ioprio_set": 30,
        "migrate_pages": 238, "move_pages": 239, "setsid": 157, "setpgid": 154,
    },
}  # fmt: skip
CLONE = {X86_64: 56, ARM64: 220}
CLONE3 = 435
PRLIMIT = {X86_64: 302, ARM64: 261}
