/* Answers every datagram with "echo: " and what was in it, until one says "quit". Plain POSIX: wasi-libc makes wasi:sockets of it. */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

int main(int count, char **arguments)
{
    int port = count > 1 ? atoi(arguments[1]) : 0;
    int server = socket(AF_INET, SOCK_DGRAM, 0);
    if (server < 0) { perror("socket"); return 1; }

    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t length = sizeof address;
    if (bind(server, (struct sockaddr *)&address, length) != 0) { perror("bind"); return 1; }
    if (getsockname(server, (struct sockaddr *)&address, &length) != 0) { perror("getsockname"); return 1; }
    printf("listening on 127.0.0.1:%d\n", ntohs(address.sin_port));
    fflush(stdout);

    static char answer[6 + 65536];
    memcpy(answer, "echo: ", 6);
    for (;;)
    {
        length = sizeof address;
        ssize_t received = recvfrom(server, answer + 6, sizeof answer - 6, 0, (struct sockaddr *)&address, &length);
        if (received < 0) { perror("recvfrom"); return 1; }
        if (sendto(server, answer, 6 + received, 0, (struct sockaddr *)&address, length) < 0) perror("sendto");
        if (received >= 4 && memcmp(answer + 6, "quit", 4) == 0 && (received == 4 || answer[10] == '\n')) break;
    }
    close(server);
    return 0;
}
