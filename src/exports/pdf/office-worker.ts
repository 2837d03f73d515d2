/**
 * What runs in Python beside one LibreOffice, which speaks to nothing but UNO. It is text because it is Python's code, not ours.
 * Orders come as lines of JSON, one at a time; each is answered with a line. It leads the group of processes that is ended as
 * one: when LibreOffice dies, and when the server goes, which closes the pipe that orders come by.
 */
export const OFFICE_WORKER = String.raw`
import glob, json, os, queue, signal, subprocess, sys, threading, time
import uno
from com.sun.star.awt import Rectangle, WindowDescriptor
from com.sun.star.awt.WindowClass import TOP
from com.sun.star.beans import PropertyValue

soffice, profile, pipe = sys.argv[1:]
# The pipe is a file that others on this machine must not be able to open.
os.umask(0o077)
orders = queue.Queue()


def end():
    os.killpg(0, signal.SIGKILL)


def listen():
    for line in sys.stdin:
        orders.put(json.loads(line))
    end()


def watch(office):
    office.wait()
    end()


def start():
    flags = ['headless', 'invisible', 'norestore', 'nologo', 'nodefault', 'nofirststartwizard', 'nolockcheck']
    return subprocess.Popen(
        [soffice, *('--' + flag for flag in flags), '-env:UserInstallation=' + uno.systemPathToFileUrl(profile),
         '--accept=pipe,name=' + pipe + ';urp;'],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


# How long that may take is for the server to say, which then ends us.
def connect():
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext('com.sun.star.bridge.UnoUrlResolver', local)
    while True:
        try:
            return resolver.resolve('uno:pipe,name=' + pipe + ';urp;StarOffice.ComponentContext')
        except Exception:
            time.sleep(0.05)


def values(**named):
    return tuple(PropertyValue(name, 0, value, 0) for name, value in named.items())


# 0 stands for "never run a macro" and for "bring no link up to date". The filter is named: LibreOffice must not guess
# what a file is, as it takes whatever it does not know for plain text.
LOAD = values(Hidden=True, ReadOnly=True, MacroExecutionMode=0, UpdateDocMode=0, FilterName='MS Word 2007 XML')
# Pictures stay as they are: a signature is no place for the traces of JPEG.
STORE = values(FilterName='writer_pdf_Export', FilterData=uno.Any('[]com.sun.star.beans.PropertyValue', values(
    UseTaggedPDF=True, ExportBookmarks=False, UseLosslessCompression=True, ReduceImageResolution=False)))


# A window without menus, bars and status line, whose upkeep would take a sixth of the time of each document.
def bare_frame(context, desktop):
    make = context.ServiceManager.createInstanceWithContext
    room = WindowDescriptor(Type=TOP, ParentIndex=-1, Bounds=Rectangle(0, 0, 100, 100))
    frame = make('com.sun.star.frame.Frame', context)
    frame.initialize(make('com.sun.star.awt.Toolkit', context).createWindow(room))
    frame.LayoutManager = None
    desktop.Frames.append(frame)
    return frame


# Gives the document, which is still to be closed: its frame goes with it.
def convert(frame, source, target):
    document = frame.loadComponentFromURL(uno.systemPathToFileUrl(source), '_self', 0, LOAD)
    if document is None:
        frame.close(True)
        raise ValueError('not loaded')
    try:
        document.storeToURL(uno.systemPathToFileUrl(target), STORE)
    except Exception:
        document.close(True)
        raise
    return document


def put_away(document):
    try:
        document.close(True)
    except Exception:
        end()


# What /proc tells of a process, from its state on.
def facts(stat):
    try:
        with open(stat) as file:
            return file.read().rpartition(')')[2].split()
    except OSError:
        return None


# Where the system tells of the processes of our group: looked for once, as there are many others.
def group():
    stats = [(stat, facts(stat)) for stat in glob.glob('/proc/[0-9]*/stat')]
    return [stat for stat, known in stats if known and int(known[2]) == os.getpgrp()]


# Their memory in bytes.
def resident(stats):
    known = [facts(stat) for stat in stats]
    return sum(int(each[21]) for each in known if each) * os.sysconf('SC_PAGE_SIZE')


def answer(**values):
    print(json.dumps(values), flush=True)


def version(context):
    provider = context.ServiceManager.createInstanceWithContext('com.sun.star.configuration.ConfigurationProvider', context)
    node = values(nodepath='/org.openoffice.Setup/Product')
    product = provider.createInstanceWithArguments('com.sun.star.configuration.ConfigurationAccess', node)
    return product.ooName + ' ' + product.ooSetupVersionAboutBox


def main():
    threading.Thread(target=listen, daemon=True).start()
    threading.Thread(target=watch, args=(start(),), daemon=True).start()
    context = connect()
    desktop = context.ServiceManager.createInstanceWithContext('com.sun.star.frame.Desktop', context)
    answer(version=version(context))
    stats = group()
    memory = resident(stats)
    while True:
        order = orders.get()
        try:
            document = convert(bare_frame(context, desktop), order['source'], order['target'])
        except Exception as error:
            # LibreOffice died under the work.
            if type(error).__name__.endswith('DisposedException'):
                end()
            # Its message would tell paths, and perhaps words of the document.
            answer(residentBytes=memory, problem=type(error).__name__)
            continue
        # Nobody has to wait until it is put away; the memory told is the one after the document before.
        answer(residentBytes=memory)
        put_away(document)
        memory = resident(stats)


main()
`;
