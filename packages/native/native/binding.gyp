{
  "variables": { "kqueue_stand_in%": 0 },
  "targets": [
    {
      "target_name": "tsyncio",
      "sources": [
        "binding.cc",
        "descriptors/linux-descriptors.cc",
        "environment/environment.cc",
        "pipe/pipe.cc",
        "process/child.cc",
        "process/children.cc",
        "process/close-others.cc",
        "process/detached-thread.cc",
        "process/end-at-exit.cc",
        "process/exit-watch.cc",
        "process/process.cc",
        "process/signal-child.cc",
        "process/spawn-plan.cc",
        "process/spawn-request.cc",
        "process/start-by-clone.cc",
        "process/start-by-fork.cc",
        "process/terminal.cc",
        "resolver/getaddrinfo.cc",
        "resolver/getnameinfo.cc",
        "resolver/resolver-failure.cc",
        "selector/poll-selector.cc",
        "selector/poll-watcher.cc",
        "selector/selector-kinds.cc",
        "signal/disposition.cc",
        "signal/signals.cc",
        "socket/address.cc",
        "socket/connect-accept.cc",
        "socket/constants.cc",
        "socket/messages.cc",
        "socket/open-close.cc",
        "socket/options.cc",
        "socket/receive.cc",
        "socket/send.cc",
        "socket/sendfile.cc",
        "turns/hosted-poll.cc"
      ],
      "include_dirs": ["."],
      "defines": ["NAPI_VERSION=8", "NAPI_DISABLE_CPP_EXCEPTIONS"],
      "cflags": ["-fvisibility=hidden", "-Wall", "-Wextra", "-Wno-unused-parameter", "-Wno-cast-function-type"],
      "cflags_cc": ["-std=c++17", "-O2", "-fno-exceptions", "-fno-rtti"],
      "cflags!": ["-fno-exceptions"],
      "xcode_settings": { "GCC_SYMBOLS_PRIVATE_EXTERN": "YES", "CLANG_CXX_LANGUAGE_STANDARD": "c++17" },
      "conditions": [
        ["OS=='linux'", { "defines": ["TSYNCIO_EPOLL"], "sources": ["selector/epoll-selector.cc"] }],
        ["OS in 'mac freebsd openbsd netbsd'.split()", { "defines": ["TSYNCIO_KQUEUE"], "sources": ["selector/kqueue-selector.cc"] }],
        ["kqueue_stand_in==1", {
          "defines": ["TSYNCIO_KQUEUE"],
          "include_dirs": ["kqueue-stand-in"],
          "sources": ["selector/kqueue-selector.cc", "kqueue-stand-in/kqueue.cc"],
          "ldflags": ["-Wl,--wrap=close"]
        }]
      ]
    }
  ]
}
