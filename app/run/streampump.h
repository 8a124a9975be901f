#pragma once

#include "app/run/outputsink.h"
#include "app/run/uniquefd.h"

#include <QByteArray>
#include <QObject>
#include <QSocketNotifier>

#include <functional>

namespace Flowcast {

/// Carries what a command prints from its pipe or pseudo terminal to our own output, at once and unchanged, and shows
/// it to a reader on the way. Holds one block at most: a slow output slows the command. Lives in the thread of its
/// owner, a RunSession.
class StreamPump final : public QObject
{
    Q_OBJECT
    Q_DISABLE_COPY_MOVE(StreamPump)

public:
    static constexpr qsizetype BlockSize = 128 * 1024;
    using Tap = std::function<void(QByteArrayView)>;

    StreamPump(UniqueFd source, int target, Tap tap, QObject *parent = nullptr);

    /// The command has ended: what it has written still goes through, then finished() is emitted. Others that hold
    /// the stream (a daemon it started) are not waited for.
    void drain();
    [[nodiscard]] bool isFinished() const { return !m_source.isValid(); }

Q_SIGNALS:
    void outputLost(); ///< Nobody takes what the command prints; finished() follows.
    void finished();

private:
    void onReadable();
    void onWritable();
    void pump(int maxBlocks);
    bool readBlock();
    bool writeBlock();
    void end();

    UniqueFd m_source;
    OutputSink m_sink;
    Tap m_tap;
    QByteArray m_block;
    qsizetype m_begin = 0; ///< What of the block is still to be written.
    qsizetype m_end = 0;
    qsizetype m_drainLimit = -1; ///< How much may still be read while draining; -1: not draining.
    QSocketNotifier m_readable;
    QSocketNotifier m_writable;
};

} // namespace Flowcast
