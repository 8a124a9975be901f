#pragma once

#include "app/commands/command.h"
#include "protocol/error.h"

#include <QCommandLineParser>
#include <QUrl>

#include <chrono>
#include <optional>

namespace Flowcast {

/// The arguments of a subcommand: its own options and what all client commands have in common, --help with examples
/// and --server. Main thread; lives as long as the command.
class CommandLine
{
public:
    struct Texts
    {
        QString name; ///< "publish"
        QString syntax; ///< "ID [options]"
        QString description;
        QString examples; ///< One a line.
        bool isForClient = true; ///< Takes --server.
    };

    CommandLine(Texts texts, const CommandIo &io, const QList<QCommandLineOption> &options);

    /// The exit code if that was all: help was asked for, or something is wrong, which has been said.
    [[nodiscard]] std::optional<int> parse(const QStringList &arguments);

    [[nodiscard]] bool isSet(const QString &option) const { return m_parser.isSet(option); }
    [[nodiscard]] QStringList positional() const { return m_parser.positionalArguments(); }
    /// Empty when the command is not for a client.
    [[nodiscard]] QUrl server() const { return m_server; }

    [[nodiscard]] std::optional<QString> text(const QString &option) const;
    [[nodiscard]] QStringList texts(const QString &option) const { return m_parser.values(option); }
    /// A whole number from 0 to \a max; nothing when the option is not given.
    [[nodiscard]] Result<std::optional<quint32>> number(const QString &option, quint32 max) const;
    /// Seconds, with decimals if need be; the option must have a default.
    [[nodiscard]] Result<std::chrono::milliseconds> seconds(const QString &option) const;

    /// Says what is wrong with which option or argument, and how to get help; returns ExitUsage.
    int usageError(const Error &error) const;
    /// Says that the command could not be done; returns \a code.
    int failure(const QString &text, int code) const;

private:
    int printHelp() const;

    Texts m_texts;
    const CommandIo &m_io;
    QCommandLineParser m_parser;
    QUrl m_server;
};

} // namespace Flowcast
